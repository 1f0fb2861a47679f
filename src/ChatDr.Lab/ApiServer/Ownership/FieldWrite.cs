namespace ChatDr.Lab.ApiServer.Ownership;

/// <summary>Who writes, and how: what a managedFields entry records.</summary>
/// <param name="Manager">Field manager.</param>
/// <param name="ApiVersion">Version in which the fields are named.</param>
/// <param name="Subresource"><c>status</c>, <c>scale</c> or empty.</param>
/// <param name="IsApply">Whether this is a server-side apply.</param>
/// <param name="Force">Whether an apply takes fields from other managers.</param>
/// <param name="Time">Time stamp of the write, RFC 3339.</param>
internal sealed record FieldWrite(string Manager, string ApiVersion, string Subresource, bool IsApply, bool Force, string Time);

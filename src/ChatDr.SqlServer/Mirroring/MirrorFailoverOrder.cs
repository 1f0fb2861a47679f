namespace ChatDr.SqlServer.Mirroring;

/// <summary>An order to make <paramref name="Target"/> the principal without losing data.</summary>
/// <param name="Target">The member's name.</param>
/// <param name="Id">What tells this order from another.</param>
public sealed record MirrorFailoverOrder(string Target, string Id);

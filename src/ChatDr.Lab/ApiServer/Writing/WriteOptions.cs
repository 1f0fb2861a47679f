namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>Query options that every write understands.</summary>
/// <param name="Manager">Field manager: the <c>fieldManager</c> parameter, else the client's user agent up to its slash.</param>
/// <param name="DryRun">Go through everything but store nothing.</param>
/// <param name="Validation">What to do about unknown fields: <c>Ignore</c>, <c>Warn</c> or <c>Strict</c>.</param>
/// <param name="Force">A server-side apply takes fields from their owners.</param>
internal sealed record WriteOptions(string Manager, bool DryRun, string Validation, bool Force)
{
    /// <summary>Filled with what the answer has to warn of.</summary>
    internal List<string> Warnings { get; } = [];

    /// <summary>Options of the server's own controllers.</summary>
    internal static WriteOptions Internal { get; } = new("kube-controller-manager", false, "Ignore", false);
}

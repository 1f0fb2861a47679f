using ChatDr.SqlServer.Sessions;

namespace ChatDr.SqlServer.Mirroring;

/// <summary>An instance that takes part in mirroring.</summary>
/// <param name="Name">The name by which the operator knows it.</param>
/// <param name="ServerName">Its @@SERVERNAME.</param>
/// <param name="EndpointUrl">Where partners reach its mirroring endpoint.</param>
public sealed record MirroringMember(string Name, string ServerName, string EndpointUrl)
{
    /// <summary>Where to speak T-SQL with it; null while that is not known, which counts as unreachable.</summary>
    public SqlEndpoint? Sql { get; init; }
}

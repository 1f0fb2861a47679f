namespace ChatDr.SqlServer.Statements;

/// <summary>A replica as CREATE AVAILABILITY GROUP names it.</summary>
/// <param name="ServerName">The instance's @@SERVERNAME; anything else is refused with 35237.</param>
/// <param name="EndpointUrl">Where its mirroring endpoint listens, such as <c>tcp://host:5022</c>.</param>
/// <param name="ConfigurationOnly">Whether it only gives quorum: CONFIGURATION_ONLY, at most one in a group.</param>
public sealed record AvailabilityReplica(string ServerName, string EndpointUrl, bool ConfigurationOnly);

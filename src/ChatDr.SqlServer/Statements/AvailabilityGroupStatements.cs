namespace ChatDr.SqlServer.Statements;

/// <summary>Statements for availability groups of CLUSTER_TYPE = EXTERNAL (docs/sql-server-facts.md A5).</summary>
public static class AvailabilityGroupStatements
{
    private static readonly TimeSpan FailoverTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Creates the group; where it runs becomes the primary.</summary>
    public static SqlStatement Create(string group, IReadOnlyList<AvailabilityReplica> replicas) =>
        new(
            $"CREATE AVAILABILITY GROUP {SqlQuote.Name(group)} WITH (DB_FAILOVER = ON, CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON "
                + $"{string.Join(", ", replicas.Select(Replica))};");

    /// <summary>On the primary: takes a replica into the group.</summary>
    public static SqlStatement AddReplica(string group, AvailabilityReplica replica) => Alter(group, $"ADD REPLICA ON {Replica(replica)}");

    /// <summary>On the primary: takes a replica out of the group.</summary>
    public static SqlStatement RemoveReplica(string group, string serverName) => Alter(group, $"REMOVE REPLICA ON {SqlQuote.Text(serverName)}");

    /// <summary>On a secondary: joins the group that names it.</summary>
    public static SqlStatement Join(string group) => Alter(group, "JOIN WITH (CLUSTER_TYPE = EXTERNAL)");

    /// <summary>Lets the group create databases here, which automatic seeding needs. Not on a configuration-only replica.</summary>
    public static SqlStatement GrantCreateAnyDatabase(string group) => Alter(group, "GRANT CREATE ANY DATABASE") with { IsIdempotent = true };

    /// <summary>Leaves RESOLVING and follows the primary. Often refused with 41104 for a while: try again.</summary>
    public static SqlStatement SetRoleSecondary(string group) => Alter(group, "SET (ROLE = SECONDARY)") with { IsIdempotent = true };

    /// <summary>Demotes: the replica goes to RESOLVING and serves nothing.</summary>
    public static SqlStatement Offline(string group) => Alter(group, "OFFLINE") with { IsIdempotent = true };

    /// <summary>On the target: takes the primary role. Refused with 41142 when that could lose data; this statement alone knows.</summary>
    public static SqlStatement Failover(string group) => AsCluster(group, "FAILOVER");

    /// <summary>On the target: takes the primary role even if that loses data (invariant S3).</summary>
    public static SqlStatement ForceFailoverAllowDataLoss(string group) => AsCluster(group, "FORCE_FAILOVER_ALLOW_DATA_LOSS");

    /// <summary>On the primary: takes a database into the group.</summary>
    public static SqlStatement AddDatabase(string group, string database) =>
        Alter(group, $"ADD DATABASE {SqlQuote.Name(database)}") with { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>On the primary: takes a database out; it stays online here and goes RESTORING on secondaries.</summary>
    public static SqlStatement RemoveDatabase(string group, string database) => Alter(group, $"REMOVE DATABASE {SqlQuote.Name(database)}");

    /// <summary>How many synchronised secondaries a commit waits for.</summary>
    public static SqlStatement RequireSynchronizedSecondaries(string group, int count) =>
        Alter(group, $"SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = {count})") with { IsIdempotent = true };

    /// <summary>On a secondary: lets data movement of a database go on.</summary>
    public static SqlStatement ResumeDatabase(string database) => new($"ALTER DATABASE {SqlQuote.Name(database)} SET HADR RESUME;") { IsIdempotent = true };

    /// <summary>On a secondary: takes its copy of a database into the group.</summary>
    public static SqlStatement JoinDatabase(string group, string database) =>
        new($"ALTER DATABASE {SqlQuote.Name(database)} SET HADR AVAILABILITY GROUP = {SqlQuote.Name(group)};");

    /// <summary>Removes the group from this replica; its databases stay.</summary>
    public static SqlStatement Drop(string group) => new($"DROP AVAILABILITY GROUP {SqlQuote.Name(group)};");

    private static SqlStatement Alter(string group, string clause) => new($"ALTER AVAILABILITY GROUP {SqlQuote.Name(group)} {clause};");

    private static SqlStatement AsCluster(string group, string clause) =>
        new($"EXEC sp_set_session_context @key = N'external_cluster', @value = N'yes'; {Alter(group, clause).Text}") { Timeout = FailoverTimeout };

    private static string Replica(AvailabilityReplica replica)
    {
        var options = replica.ConfigurationOnly
            ? "AVAILABILITY_MODE = CONFIGURATION_ONLY"
            : "AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL, SEEDING_MODE = AUTOMATIC";
        return $"{SqlQuote.Text(replica.ServerName)} WITH (ENDPOINT_URL = {SqlQuote.Text(replica.EndpointUrl)}, {options})";
    }
}

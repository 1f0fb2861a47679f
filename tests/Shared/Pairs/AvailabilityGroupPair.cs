using ChatDr.Simulator.Hosting;
using Microsoft.Data.SqlClient;

namespace ChatDr.Tests.Shared.Pairs;

/// <summary>
/// An availability group of CLUSTER_TYPE EXTERNAL: two synchronous replicas and a configuration-only one. The test is its cluster manager and says what
/// the reference's script says: FAILOVER with the session context, SET (ROLE = SECONDARY) for the one that returns.
/// </summary>
internal sealed class AvailabilityGroupPair() : ReplicatedPair(Personality.Linux)
{
    private const string Group = "ag";
    private const string Join = $"ALTER AVAILABILITY GROUP {Group} JOIN WITH (CLUSTER_TYPE = EXTERNAL);";
    private const string GrantCreate = $"ALTER AVAILABILITY GROUP {Group} GRANT CREATE ANY DATABASE;";
    private const string FailOver = $"EXEC sp_set_session_context @key = N'external_cluster', @value = N'yes'; ALTER AVAILABILITY GROUP {Group} FAILOVER;";
    private const int NoQuorum = 41131;
    private const int RoleChangeFailed = 41104;
    private const int CouldLoseData = 41142;

    /// <inheritdoc/>
    public override Task RejoinAsync() => Eventually.HoldsAsync($"{Mirror.Name} is a secondary", async () =>
    {
        try
        {
            await Mirror.ExecuteAsync($"ALTER AVAILABILITY GROUP {Group} SET (ROLE = SECONDARY);");
            return null;
        }
        catch (SqlException e) when (e.Number == RoleChangeFailed)
        {
            return e.Message;
        }
    });

    /// <inheritdoc/>
    protected override async Task MirrorAsync()
    {
        await Principal.ExecuteAsync($"BACKUP DATABASE {Database} TO DISK = N'{Path.Combine(Folder, "full.bak")}';");
        await Principal.ExecuteAsync(
            $"CREATE AVAILABILITY GROUP {Group} WITH (CLUSTER_TYPE = EXTERNAL, DB_FAILOVER = ON) FOR REPLICA ON "
            + $"{Synchronous(Principal)}, {Synchronous(Mirror)}, "
            + $"N'{Witness.Name}' WITH (ENDPOINT_URL = N'{Witness.EndpointUrl}', AVAILABILITY_MODE = CONFIGURATION_ONLY);");
        await Task.WhenAll(
            Mirror.ExecuteAsync($"{Join} {GrantCreate}"),
            Witness.ExecuteAsync(Join));
        await Principal.ExecuteAsync(GrantCreate);
        await Eventually.HoldsAsync("the secondaries are connected", async () => Unless(2, await Principal.ScalarAsync(
            "SELECT COUNT(*) FROM sys.dm_hadr_availability_replica_states WHERE is_local = 0 AND connected_state = 1;")));
        await Principal.ExecuteAsync($"ALTER AVAILABILITY GROUP {Group} ADD DATABASE {Database};");
    }

    /// <inheritdoc/>
    protected override async Task TakeOverAsync(InstanceProcess survivor)
    {
        // No second try on 41142: the copy was synchronised, so a failover that could lose data has lost some.
        await Eventually.HoldsAsync($"{survivor.Name} fails over", async () =>
        {
            try
            {
                await survivor.ExecuteAsync(FailOver);
                return null;
            }
            catch (SqlException e) when (e.Number == NoQuorum)
            {
                return e.Message;
            }
        });
        await ServesAsync(survivor);
    }

    /// <inheritdoc/>
    protected override async Task<InstanceProcess> ChooseAsync(InstanceProcess principal, InstanceProcess mirror)
    {
        try
        {
            await TakeOverAsync(mirror);
            return mirror;
        }
        catch (SqlException e) when (e.Number == CouldLoseData)
        {
            await TakeOverAsync(principal);
            return principal;
        }
    }

    /// <inheritdoc/>
    protected override async Task HandOverAsync()
    {
        await Principal.ExecuteAsync($"ALTER AVAILABILITY GROUP {Group} OFFLINE;");
        await TakeOverAsync(Mirror);
    }

    /// <inheritdoc/>
    protected override async Task<string?> WhyNotSynchronizedAsync(InstanceProcess principal, InstanceProcess mirror)
    {
        var ready = await principal.ScalarAsync(
            "SELECT c.is_failover_ready FROM sys.dm_hadr_database_replica_cluster_states AS c "
            + "JOIN sys.availability_replicas AS r ON r.replica_id = c.replica_id "
            + $"WHERE r.replica_server_name = N'{mirror.Name}' AND c.database_name = N'{Database}';");
        return Unless(true, ready) is { } not ? not : Unless("SYNCHRONIZED", await principal.ScalarAsync(
            "SELECT synchronization_state_desc FROM sys.dm_hadr_database_replica_states WHERE is_local = 0;"));
    }

    private static string Synchronous(InstanceProcess instance) =>
        $"N'{instance.Name}' WITH (ENDPOINT_URL = N'{instance.EndpointUrl}', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, "
        + "FAILOVER_MODE = EXTERNAL, SEEDING_MODE = AUTOMATIC)";
}

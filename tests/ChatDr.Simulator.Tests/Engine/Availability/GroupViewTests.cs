using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>The views of availability groups: the product's columns, live values, complete on the primary only (docs/sql-server-facts.md E).</summary>
public class GroupViewTests
{
    [Fact]
    [Trait("Fact", "E.1")]
    [Trait("Fact", "E.2")]
    public async Task ReplicaStates_OnPrimaryAndSecondary_AreCompleteAndOnesOwn()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(definition => definition with { WriteLeaseValidity = 100 }, "a", "b", "w");
        const string query = """
            SELECT r.replica_server_name, s.is_local, s.role_desc, s.operational_state, s.connected_state, s.recovery_health, s.synchronization_health, s.last_connect_error_number,
              s.last_connect_error_description, s.last_connect_error_timestamp, s.write_lease_remaining_ticks, s.current_configuration_commit_start_time_utc
            FROM sys.dm_hadr_availability_replica_states AS s JOIN sys.availability_replicas AS r ON r.replica_id = s.replica_id ORDER BY r.replica_server_name
            """;

        var seen = await lab["a"].QueryAsync(query);
        seen.Select(row => (row["replica_server_name"], row["role_desc"], row["operational_state"], row["connected_state"], row["recovery_health"],
            row["synchronization_health"])).ShouldBe(
        [
            ("a", "PRIMARY", (byte)2, (byte)1, (byte)1, (byte)2),
            ("b", "SECONDARY", null, (byte)1, null, (byte)2),
            ("w", "SECONDARY", null, (byte)1, null, (byte)2),
        ]);
        ((long)seen[0]["write_lease_remaining_ticks"]!).ShouldBeGreaterThan(0);
        (await lab["b"].QueryAsync(query)).ShouldHaveSingleItem()["role_desc"].ShouldBe("SECONDARY");

        lab["b"].Crash();
        await Eventually.IsTrueAsync("a lost b", () => lab["a"].Group().Links.Any(link => link is { IsConnected: false, LastError.Number: 35250 }));
        var lost = (await lab["a"].QueryAsync(query))[1];
        (lost["connected_state"], lost["synchronization_health"], lost["role_desc"], lost["last_connect_error_number"])
            .ShouldBe(((byte)0, (byte)0, null, 35250));
        lab["a"].AvailabilityGroups.TakeOffline("ag");
        var off = (await lab["a"].QueryAsync(query)).ShouldHaveSingleItem();
        (off["role_desc"], off["operational_state"], off["recovery_health"]).ShouldBe(("RESOLVING", (byte)3, (byte)0));
    }

    [Fact]
    [Trait("Fact", "E.3")]
    [Trait("Fact", "E.4")]
    [Trait("Fact", "E.5")]
    [Trait("Fact", "E.7")]
    public async Task DatabaseStates_FollowCommitsSuspensionAndLoss()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "s");
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "one").WaitAsync(TimeSpan.FromSeconds(20));
        await Eventually.IsTrueAsync(
            "all have it",
            () => lab["a"].Group().Links.All(
                link => link.HardenedOf("d") == lab["a"].GetDatabase("d").EndOfLog && link.StateOf("d").LastCommitTime is not null),
            () => string.Join(", ", lab["a"].Group().Links.Select(link => link.StateOf("d"))) + lab["a"].GetDatabase("d").EndOfLog);
        var end = lab["a"].GetDatabase("d").EndOfLog;
        var rows = await StatesAsync(lab["a"]);
        rows.Select(row => (row["replica_server_name"], row["synchronization_state_desc"], row["is_commit_participant"], row["synchronization_health"],
            row["is_suspended"])).ShouldBe(
        [
            ("a", "SYNCHRONIZED", true, (byte)2, false), ("b", "SYNCHRONIZED", true, (byte)2, false), ("s", "SYNCHRONIZING", false, (byte)2, false),
        ]);
        rows.ShouldAllBe(row => (decimal)row["end_of_log_lsn"]! == end.ToNumeric() && ((decimal)row["end_of_log_lsn"]!) % 100_000 == 1);
        rows[1]["last_commit_time"].ShouldBe(rows[0]["last_commit_time"]);
        (rows[1]["log_send_queue_size"], rows[1]["secondary_lag_seconds"]).ShouldBe((0L, 0L));
        ((decimal)rows[0]["last_commit_lsn"]!).ShouldBeLessThan(end.ToNumeric());
        (await ReadyAsync(lab["a"])).ShouldBe([("a", true), ("b", true), ("s", false)]);

        await lab["b"].DoAsync("ALTER DATABASE d SET HADR SUSPEND");
        await Eventually.IsTrueAsync("b is out", () => !lab["a"].Group().Configuration.IsSynchronized("b"));
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "two").WaitAsync(TimeSpan.FromSeconds(20));
        var suspended = (await StatesAsync(lab["a"]))[1];
        (suspended["synchronization_state_desc"], suspended["is_suspended"], suspended["is_commit_participant"]).ShouldBe(("NOT SYNCHRONIZING", true, false));
        var own = (await StatesAsync(lab["b"])).ShouldHaveSingleItem();
        (own["is_local"], own["is_suspended"], own["suspend_reason"], own["suspend_reason_desc"]).ShouldBe((true, true, (byte)0, "SUSPEND_FROM_USER"));
        (await ReadyAsync(lab["a"]))[1].ShouldBe(("b", false));
    }

    [Fact]
    public async Task Catalog_OfGroups_ShowsWhatWasSaid()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(EngineFixture.WithoutCluster, "a", "b");
        await lab["a"].DoAsync("ALTER AVAILABILITY GROUP ag MODIFY REPLICA ON N'b' WITH (BACKUP_PRIORITY = 10); ALTER AVAILABILITY GROUP ag SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = 1)");

        var group = (await lab["a"].QueryAsync("""
            SELECT name, resource_id, failure_condition_level, health_check_timeout, automated_backup_preference_desc, version, basic_features, dtc_support, db_failover, is_distributed,
              cluster_type, cluster_type_desc, required_synchronized_secondaries_to_commit, sequence_number, is_contained FROM sys.availability_groups
            """)).Single();
        (group["cluster_type"], group["cluster_type_desc"], group["required_synchronized_secondaries_to_commit"], group["failure_condition_level"],
            group["is_contained"], group["db_failover"])
            .ShouldBe(((byte)1, "NONE", 1, 3, false, true));
        var replicas = await lab["a"].QueryAsync("SELECT replica_server_name, availability_mode, failover_mode_desc, seeding_mode, seeding_mode_desc, backup_priority, session_timeout, create_date, secondary_role_allow_connections_desc FROM sys.availability_replicas ORDER BY replica_server_name");
        replicas.Select(row => (row["failover_mode_desc"], row["backup_priority"], row["create_date"] is null))
            .ShouldBe([("MANUAL", 50, false), ("MANUAL", 10, true)]);
        (await lab["a"].QueryAsync("SELECT join_state_desc FROM sys.dm_hadr_availability_replica_cluster_states"))
            .Select(row => row["join_state_desc"])
            .ShouldBe(["JOINED_STANDALONE", "JOINED_STANDALONE"]);
        (await lab["a"].QueryAsync("SELECT cluster_name, quorum_state_desc FROM sys.dm_hadr_cluster")).ShouldBeEmpty();
        (await lab["a"].QueryAsync("SELECT primary_replica, synchronization_health_desc FROM sys.dm_hadr_availability_group_states"))
            .Single()["primary_replica"]
            .ShouldBe("a");
        (await lab["a"].QueryAsync("SELECT database_name, truncation_lsn FROM sys.availability_databases_cluster")).Single()["database_name"].ShouldBe("d");
    }

    [Fact]
    [Trait("Fact", "35256")]
    [Trait("Fact", "35262")]
    [Trait("Fact", "35266")]
    [Trait("Fact", "35267")]
    public async Task ErrorLog_OfConnections_TellsWhenTheyCameAndWent()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        (await LogAsync(lab["a"])).ShouldContain("The connection with the secondary database is established for primary database 'd'");
        await lab["a"].DoAsync("ALTER AVAILABILITY GROUP ag MODIFY REPLICA ON N'b' WITH (SESSION_TIMEOUT = 5)");

        lab["b"].Options.Faults.Freeze();
        await LogTellsAsync(lab["a"], "The connection with the secondary database is terminated for primary database 'd'");
        lab["b"].Options.Faults.Unfreeze();

        (await LogAsync(lab["a"])).ShouldContain("Error: 35256");
        var b = await lab.CrashAndRestartAsync("b");
        (await LogAsync(b)).ShouldContain("Skipping the default startup of database 'd'");
    }

    /// <summary>A line comes after what it tells of can be seen.</summary>
    private static Task LogTellsAsync(Instance instance, string text) => Eventually.IsTrueAsync(
        $"the error log tells: {text}", async () => (await LogAsync(instance)).Contains(text, StringComparison.Ordinal));

    private static Task<string> LogAsync(Instance instance) => File.ReadAllTextAsync(instance.ErrorLog.CurrentFile);

    private static Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> StatesAsync(Instance instance) => instance.QueryAsync("""
        SELECT r.replica_server_name, s.is_local, s.is_primary_replica, s.synchronization_state_desc, s.is_commit_participant, s.synchronization_health, s.database_state_desc, s.is_suspended,
          s.suspend_reason, s.suspend_reason_desc, s.recovery_lsn, s.truncation_lsn, s.last_sent_lsn, s.last_sent_time, s.last_received_lsn, s.last_received_time, s.last_hardened_lsn,
          s.last_hardened_time, s.last_redone_lsn, s.last_redone_time, s.log_send_queue_size, s.log_send_rate, s.redo_queue_size, s.redo_rate, s.filestream_send_rate, s.end_of_log_lsn,
          s.last_commit_lsn, s.last_commit_time, s.low_water_mark_for_ghosts, s.secondary_lag_seconds, s.quorum_commit_lsn, s.quorum_commit_time
        FROM sys.dm_hadr_database_replica_states AS s JOIN sys.availability_replicas AS r ON r.replica_id = s.replica_id ORDER BY r.replica_server_name
        """);

    private static async Task<(object?, object?)[]> ReadyAsync(Instance instance) => [.. (await instance.QueryAsync("""
        SELECT r.replica_server_name, s.is_failover_ready, s.is_pending_secondary_suspend, s.is_database_joined
        FROM sys.dm_hadr_database_replica_cluster_states AS s JOIN sys.availability_replicas AS r ON r.replica_id = s.replica_id ORDER BY r.replica_server_name
        """)).Select(row => (row["replica_server_name"], row["is_failover_ready"]))];
}

using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Tests.Engine;
using ChatDr.Simulator.Tests.Engine.Availability;

namespace ChatDr.Simulator.Tests.TSql.Catalog;

/// <summary>What the views of availability groups tell who has to decide on a failover.</summary>
public sealed class AvailabilityViewTests
{
    private const string ReplicaStates = """
        SELECT r.replica_server_name, s.role, s.role_desc, s.operational_state, s.recovery_health, s.synchronization_health, s.connected_state, s.is_local,
          s.last_connect_error_number, s.last_connect_error_description, s.last_connect_error_timestamp, s.current_configuration_commit_start_time_utc
        FROM sys.dm_hadr_availability_replica_states AS s JOIN sys.availability_replicas AS r ON r.replica_id = s.replica_id ORDER BY r.replica_server_name
        """;

    private const string DatabaseStates = """
        SELECT r.replica_server_name, s.synchronization_state, s.is_commit_participant, s.synchronization_health, s.database_state, s.is_suspended, s.suspend_reason,
          s.recovery_lsn, s.truncation_lsn, s.last_sent_lsn, s.last_sent_time, s.last_received_lsn, s.last_received_time, s.last_hardened_lsn, s.last_hardened_time,
          s.last_redone_lsn, s.last_redone_time, s.log_send_queue_size, s.log_send_rate, s.redo_queue_size, s.redo_rate, s.end_of_log_lsn, s.last_commit_lsn,
          s.last_commit_time, s.secondary_lag_seconds
        FROM sys.dm_hadr_database_replica_states AS s JOIN sys.availability_replicas AS r ON r.replica_id = s.replica_id ORDER BY r.replica_server_name
        """;

    private const string ClusterStates = """
        SELECT r.replica_server_name, c.is_failover_ready, c.is_pending_secondary_suspend, c.is_database_joined
        FROM sys.dm_hadr_database_replica_cluster_states AS c JOIN sys.availability_replicas AS r ON r.replica_id = c.replica_id ORDER BY r.replica_server_name
        """;

    [Fact]
    [Trait("Fact", "E.1")]
    [Trait("Fact", "E.2")]
    public async Task ReplicaStates_AreCompleteOnThePrimary_AndASecondarySeesItself()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");

        await Eventually.IsTrueAsync("w is connected", () => lab["a"].Group().Links.All(link => link.IsConnected));
        var onPrimary = await lab["a"].QueryAsync(ReplicaStates);
        var onSecondary = await lab["b"].QueryAsync(ReplicaStates);

        onPrimary.Select(row => (row["replica_server_name"], row["role"], row["connected_state"], row["synchronization_health"]))
            .ShouldBe([("a", (byte)1, (byte)1, (byte)2), ("b", (byte)2, (byte)1, (byte)2), ("w", (byte)2, (byte)1, (byte)2)]);
        onPrimary[0]["operational_state"].ShouldBe((byte)2);
        onPrimary[0]["recovery_health"].ShouldBe((byte)1);
        onPrimary[0]["current_configuration_commit_start_time_utc"].ShouldBeNull("nothing waits for a quorum");
        var itself = onSecondary.ShouldHaveSingleItem();
        (itself["replica_server_name"], itself["role_desc"], itself["is_local"]).ShouldBe(("b", "SECONDARY", true));
    }

    [Fact]
    [Trait("Fact", "E.3")]
    [Trait("Fact", "E.4")]
    [Trait("Fact", "E.5")]
    public async Task DatabaseStates_OfASynchronisedPair_ShowThatNothingWouldBeLost()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "one");

        var states = await lab["a"].QueryAsync(DatabaseStates);
        var cluster = await lab["a"].QueryAsync(ClusterStates);

        states.Select(row => (row["replica_server_name"], row["synchronization_state"], row["is_commit_participant"], row["is_suspended"]))
            .ShouldBe([("a", (byte)2, true, false), ("b", (byte)2, true, false)]);
        states[1]["log_send_queue_size"].ShouldBe(0L);
        foreach (var lsn in new[] { states[0]["end_of_log_lsn"], states[1]["last_hardened_lsn"], states[1]["end_of_log_lsn"] }.Cast<decimal>())
        {
            (lsn % 100_000m).ShouldBe(1m, "the id of a log block, padded with zeros, has the slot 00001");
        }

        cluster.Select(row => (row["replica_server_name"], row["is_failover_ready"], row["is_pending_secondary_suspend"], row["is_database_joined"]))
            .ShouldBe([("a", true, false, true), ("b", true, false, true)]);
    }

    [Fact]
    [Trait("Fact", "E.7")]
    [Trait("Fact", "E.8")]
    public async Task DatabaseStates_WithoutTheSecondary_ShowWhatWouldBeLost_AndAnIdlePrimaryAdvancesNothing()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "both");
        lab["b"].Crash();
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "alone").WaitAsync(TimeSpan.FromSeconds(30));

        var (first, since) = (await lab["a"].QueryAsync(DatabaseStates), TimeProvider.System.GetTimestamp());
        await Eventually.IsTrueAsync("the clock goes on", () => TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromMilliseconds(50));
        var second = await lab["a"].QueryAsync(DatabaseStates);

        (await lab["a"].QueryAsync(ClusterStates)).Single(row => row["replica_server_name"] is "b")["is_failover_ready"].ShouldBe(false);
        ((long)first[1]["log_send_queue_size"]!).ShouldBeGreaterThan(0);
        ((DateTime)first[0]["last_commit_time"]!).ShouldBeGreaterThanOrEqualTo((DateTime)first[1]["last_commit_time"]!);
        ((decimal)first[0]["last_commit_lsn"]!).ShouldBeGreaterThan((decimal)first[1]["last_commit_lsn"]!);
        second[0]["last_commit_time"].ShouldBe(first[0]["last_commit_time"]);
    }

    [Fact]
    [Trait("Fact", "D.11")]
    public async Task DatabaseStates_AfterThePrimaryIsLost_NameTheSecondaryThatHasMost()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "s");
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "all");
        await Eventually.IsTrueAsync("s has the row", () => lab["s"].FindDatabase("d") is { } copy && EngineFixture.Bodies(copy).Length is 1);
        lab.Cut("a", "s");
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "b only").WaitAsync(TimeSpan.FromSeconds(30));
        lab["a"].Crash();

        var ofB = await HardenedAsync(lab["b"]);
        var ofS = await HardenedAsync(lab["s"]);

        ofB.ShouldBeGreaterThan(ofS);
        EngineFixture.Bodies(lab["b"].GetDatabase("d")).ShouldBe(["all", "b only"]);
    }

    private static async Task<decimal> HardenedAsync(Instance instance) =>
        (decimal)(await instance.QueryAsync(DatabaseStates)).ShouldHaveSingleItem()["last_hardened_lsn"]!;
}

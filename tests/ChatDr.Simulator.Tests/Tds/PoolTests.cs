using ChatDr.Simulator.Tests.Engine;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Tds;

/// <summary>
/// Pooled connections of Microsoft.Data.SqlClient that meet what happens in a disaster. A client that asks once more after such an error must get through, as
/// soon as the database serves again.
/// </summary>
public sealed class PoolTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Killed_WhileIdleInThePool_NextCheckoutGetsALivingConnection()
    {
        await using var instance = await HostedInstance.StartAsync();
        var pooled = Pooled();
        await using (var first = await instance.OpenAsync(pooled))
        {
            await HostedInstance.AskAsync(first, "SELECT 1");
        }

        await KillAllAsync(instance, pooled);
        await Eventually.IsTrueAsync("its connection is closed", () => instance.Host.ConnectionCount == 0, () => $"{instance.Host.ConnectionCount}");

        await using var next = await instance.OpenAsync(pooled);
        (await HostedInstance.AskAsync(next, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Killed_WhileIdleInUse_NextCommandFailsAsBrokenAndTheNextConnectionWorks()
    {
        await using var instance = await HostedInstance.StartAsync();
        var pooled = Pooled();
        await using (var open = await instance.OpenAsync(pooled))
        {
            await HostedInstance.AskAsync(open, "SELECT 1");
            await KillAllAsync(instance, pooled);

            (await Should.ThrowAsync<SqlException>(() => HostedInstance.AskAsync(open, "SELECT 1"))).Class.ShouldBe((byte)20);
        }

        await using var next = await instance.OpenAsync(pooled);
        (await HostedInstance.AskAsync(next, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Killed_WhileABatchRuns_Gets596AndItsTransactionIsGone()
    {
        await using var instance = await HostedInstance.StartAsync();
        await instance.AskAsync("CREATE DATABASE d");
        await instance.AskAsync("USE d; CREATE TABLE dbo.t (id int NOT NULL PRIMARY KEY)");
        var pooled = Pooled() + ";Initial Catalog=d";
        await using (var open = await instance.OpenAsync(pooled))
        {
            var running = HostedInstance.AskAsync(open, "BEGIN TRANSACTION; INSERT INTO dbo.t VALUES (1); WAITFOR DELAY '00:01:00'");
            await EventuallyAsync(instance, $"SELECT COUNT(*) FROM sys.dm_exec_sessions WHERE status <> 'sleeping' AND program_name = '{Program(pooled)}'", 1);
            await KillAllAsync(instance, pooled);

            var killed = await Should.ThrowAsync<SqlException>(() => running.WaitAsync(Limit));
            killed.Number.ShouldBe(596);
            open.State.ShouldBe(System.Data.ConnectionState.Closed);
        }

        await using var next = await instance.OpenAsync(pooled);
        (await HostedInstance.AskAsync(next, "INSERT INTO dbo.t VALUES (1); SELECT COUNT(*) FROM dbo.t")).ShouldBe(1);
    }

    [Theory]
    [InlineData("ALTER DATABASE d SET OFFLINE WITH ROLLBACK IMMEDIATE", "ALTER DATABASE d SET ONLINE", 942)]
    [InlineData("BACKUP LOG d TO DISK = 'tail.trn' WITH NORECOVERY", "RESTORE DATABASE d WITH RECOVERY", 927)]
    public async Task DatabaseTakenAway_PoolMeetsTheReasonAndThenTheDatabase(string away, string back, int reason)
    {
        await using var instance = await HostedInstance.StartAsync();
        await instance.AskAsync("CREATE DATABASE d; BACKUP DATABASE d TO DISK = 'd.bak'");
        await instance.AskAsync("USE d; CREATE TABLE dbo.t (id int NOT NULL PRIMARY KEY)");

        await MeetsAsync(instance, away, back, reason);
    }

    [Fact]
    [Trait("Fact", "983")]
    public async Task ReplicaStepsDown_PoolMeets983AndThenTheNewPrimary()
    {
        await using var instance = await HostedInstance.StartAsync();
        await LoginTests.PrimaryAsync(instance);
        await instance.AskAsync("USE d; CREATE TABLE dbo.t (id int NOT NULL PRIMARY KEY)");

        await MeetsAsync(instance, "ALTER AVAILABILITY GROUP ag OFFLINE",
            "EXEC sp_set_session_context N'external_cluster', N'yes'; ALTER AVAILABILITY GROUP ag FAILOVER", 983);
    }

    private static async Task MeetsAsync(HostedInstance instance, string away, string back, int reason)
    {
        var pooled = Pooled() + ";Initial Catalog=d;ConnectRetryCount=0;Pool Blocking Period=NeverBlock";
        await using (var first = await instance.OpenAsync(pooled))
        {
            await HostedInstance.AskAsync(first, "INSERT INTO dbo.t VALUES (1)");
        }

        await KillAllAsync(instance, pooled);
        await instance.AskAsync(away);
        var refused = await Should.ThrowAsync<SqlException>(() => WorkAsync(2));
        refused.Errors.Cast<SqlError>().Select(error => error.Number).ShouldContain(reason);
        await instance.AskAsync(back);

        using var limit = new CancellationTokenSource(Limit);
        while (!await TryWorkAsync())
        {
            limit.IsCancellationRequested.ShouldBeFalse("waited for the pool to get through again");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        (await instance.AskAsync("SELECT COUNT(*) FROM d.dbo.t")).ShouldBe(2);

        async Task WorkAsync(int id)
        {
            await using var connection = await instance.OpenAsync(pooled);
            await HostedInstance.AskAsync(connection, $"INSERT INTO dbo.t VALUES ({id})");
        }

        async Task<bool> TryWorkAsync()
        {
            try
            {
                await WorkAsync(3);
                return true;
            }
            catch (SqlException)
            {
                return false;
            }
        }
    }

    /// <summary>A pool of the test's own.</summary>
    private static string Pooled() => $"Application Name=pool-{Guid.NewGuid():N}";

    private static string Program(string pooled) => pooled.Split(';')[0]["Application Name=".Length..];

    private static async Task KillAllAsync(HostedInstance instance, string pooled)
    {
        var sessions = $"FROM sys.dm_exec_sessions WHERE program_name = '{Program(pooled)}'";
        await instance.AskAsync($"KILL {await instance.AskAsync($"SELECT session_id {sessions}")}");
        await EventuallyAsync(instance, $"SELECT COUNT(*) {sessions}", 0);
    }

    private static async Task EventuallyAsync(HostedInstance instance, string query, int expected)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var saw = await instance.AskAsync(query);
            if (Equals(saw, expected))
            {
                return;
            }

            limit.IsCancellationRequested.ShouldBeFalse($"waited for {expected} from {query}; last saw {saw}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}

using ChatDr.SqlServer.Sessions;

namespace ChatDr.SqlServer.Tests.Simulated;

public sealed class AvailabilityGroupTests
{
    [Fact]
    public async Task Group_PrincipalCrashesUnderLoad_MirrorServesEveryAcknowledgedRowAndTheOldOneRejoins()
    {
        await using var group = await SimulatedGroup.StartAsync();
        await group.UntilAsync("mgc is mirrored", report => report is { Mirrored: true, Principal: "sql-a", WitnessConnected: true });
        await group.ExecuteAsync(group.A, "CREATE TABLE dbo.ledger (n int NOT NULL PRIMARY KEY);", "mgc");
        var load = new InsertLoad(group.Connector, group.A.SqlAs("chatdr_chat", "Chat-Pass-1"));
        await group.UntilAsync("it is mirrored with 50 rows acknowledged", report => report.Mirrored && load.Acknowledged >= 50);
        await group.A.CrashAsync();
        var acknowledged = await load.EndedAsync();

        await group.UntilAsync("sql-b serves", report => report is { Principal: "sql-b", Serving: true });

        var rows = (await group.QueryAsync(group.B, "SELECT n FROM dbo.ledger;", "mgc")).Select(row => row.Get<int>("n")).ToHashSet();
        Enumerable.Range(0, acknowledged).Where(n => !rows.Contains(n)).ShouldBeEmpty();
        await group.ExecuteAsync(group.B, "INSERT INTO dbo.ledger (n) VALUES (-1);", "mgc");
        await group.A.StartAsync();
        await group.UntilAsync("sql-a has rejoined", report => report is { Mirrored: true, Principal: "sql-b", Mirror: "sql-a" });
        (await Should.ThrowAsync<SqlServerException>(() => group.QueryAsync(group.A, "SELECT n FROM mgc.dbo.ledger;"))).Has(976).ShouldBeTrue();
    }
}

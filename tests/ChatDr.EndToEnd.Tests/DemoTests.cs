using ChatDr.EndToEnd.Tests.Lab;
using ChatDr.Lab.Demo;

namespace ChatDr.EndToEnd.Tests;

/// <summary>The story that the README promises.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Demo_FromBeginningToEnd_LosesNothingWhereThatIsPromised()
    {
        await using var lab = await PoolLab.StartAsync();
        await using var told = new StringWriter();

        var report = await new DemoRun(lab.Cluster, new LineScreen(TextWriter.Synchronized(told), TimeProvider.System), TimeProvider.System)
            .RunAsync(CancellationToken.None);

        report.Ok.ShouldBeTrue(told.ToString());
        report.Events.Select(measured => measured.Name).ShouldBe(["MirrorFailover", "PlannedMove", "PlannedReturn", "ForcedFailover", "Failback"]);
        report.Events.Where(measured => measured.Name != "ForcedFailover").ShouldAllBe(measured => measured.Lost == 0 && measured.LossBoundSeconds == 0);
        report.Events.ShouldAllBe(measured => measured.Acknowledged > 0 && measured.RtoSeconds > 0);
        OperatorRole.AllowsAll(lab.Cluster.Server.Accesses.Keys);
    }
}

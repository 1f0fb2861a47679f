using System.CommandLine;
using ChatDr.Lab.Cli;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Lab.Tests.Cli;

/// <summary>What a person brings about in a running lab from the command line.</summary>
public sealed class FaultCommandTests : IAsyncLifetime
{
    private LabCluster _lab = null!;

    public async Task InitializeAsync() => _lab = await LabCluster.StartAsync(
        new LabClusterOptions { Images = [] }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    public async Task DisposeAsync()
    {
        _lab.Server.Faults.Clear();
        await _lab.DisposeAsync();
    }

    [Fact]
    public async Task Api_SetsWhatIsNamed_AndClearEndsIt()
    {
        (await RunAsync("--latency", "5", "--throttle", "0.01", "--errors", "0.02", "--conflicts", "0.5", "--freeze")).ShouldBe("");
        var faults = _lab.Server.Faults;
        (faults.Latency, faults.ThrottleRate, faults.ErrorRate, faults.ConflictRate, faults.AreWatchesFrozen)
            .ShouldBe((TimeSpan.FromMilliseconds(5), 0.01, 0.02, 0.5, true));

        (await RunAsync("--errors", "0")).ShouldBe("");
        (faults.ErrorRate, faults.ConflictRate).ShouldBe((0, 0.5), "what is not named stays");

        (await RunAsync("--clear", "--drop", "--compact")).ShouldBe("");
        (faults.Latency, faults.ThrottleRate, faults.ConflictRate, faults.AreWatchesFrozen).ShouldBe((TimeSpan.Zero, 0, 0, false));
    }

    [Fact]
    public async Task Api_WithAShareAboveOne_SaysTheRange() =>
        (await RunAsync("--errors", "7")).ShouldContain("errors has to be a number from 0 to 1, not 7.");

    /// <summary>What it complains of; nothing when all went well.</summary>
    private async Task<string> RunAsync(params string[] arguments)
    {
        using var error = new StringWriter();
        var parsed = FaultCommand.Create().Parse(["api", "--lab", _lab.FaultServer.Address.ToString(), .. arguments]);
        parsed.InvocationConfiguration.Error = error;
        await parsed.InvokeAsync();
        return error.ToString();
    }
}

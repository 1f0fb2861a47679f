using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Mirroring;
using ChatDr.Simulator.Engine.Transport;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Tests.Engine.Transport;

/// <summary>Questions and answers between mirroring endpoints.</summary>
public sealed class PeerConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Answer_ToAQuestionThatWasGivenUp_IsNotTakenForThatOfTheNext()
    {
        var faults = new SimulatorFaults();
        await using var lab = new EngineFixture();
        lab.Configure = options => options.ServerName == "b" ? options with { Faults = faults } : options;
        var peers = await lab.StartPeersAsync("a", "b");
        await using var connection = await PeerConnection.ConnectAsync(peers[0], "tcp://b:5022", CancellationToken.None);
        await connection.AskAsync(Question(PeerRequest.Query), Patience, CancellationToken.None);
        faults.Freeze();
        using var givenUp = new CancellationTokenSource();
        var asked = connection.AskAsync(Question(PeerRequest.Query), Patience, givenUp.Token);
        await givenUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        faults.Unfreeze();

        var next = await Should.ThrowAsync<Exception>(async () =>
            (await connection.AskAsync(Question(PeerRequest.Heartbeat), Patience, CancellationToken.None)).Kind.ShouldBe(PeerRequest.Heartbeat));

        PeerConnection.IsUnreachable(next).ShouldBeTrue(next.ToString());
    }

    private static PeerMessage Question(PeerRequest kind) => new() { Kind = kind, Group = "ag" };
}

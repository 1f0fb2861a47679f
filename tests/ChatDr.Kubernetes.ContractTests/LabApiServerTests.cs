using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.ApiServer;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>The contract against the lab's API server.</summary>
[Lacks("CEL", "docs/lab.md says why.")]
public sealed class LabApiServerTests(LabServer server) : ClientContract<LabServer>(server), IClassFixture<LabServer>
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 250, TimeSpan.Zero);

    /// <summary>A real server has the lines from a kubelet, which is not here.</summary>
    [Fact]
    public async Task PodLog_Followed_ComesLineByLine_AndEndsWithTheContainer()
    {
        await Client.CreateAsync(
            new V1Pod
            {
                Metadata = new() { Namespace = Ns, Name = "talker" },
                Spec = new() { Containers = [new() { Name = "main", Image = "example.org/main:1" }] },
            },
            Limit);
        var lines = Channel.CreateUnbounded<string>();
        PodLogQuery? asked = null;
        Server.ApiServer.PodLogs = (query, cancellationToken) =>
        {
            asked = query;
            return ReadAsync(lines.Reader, cancellationToken);
        };
        lines.Writer.TryWrite("first");
        using var log = new StreamReader(await Client.ReadPodLogAsync(
            new(Ns, "talker"),
            new PodLogOptions { Container = "main", Follow = true, TailLines = 7, SinceTime = At, Timestamps = true },
            Limit));
        (await log.ReadLineAsync(Limit)).ShouldBe("2026-01-02T03:04:05.250000000Z first");

        lines.Writer.TryWrite("sécond");
        (await log.ReadLineAsync(Limit)).ShouldBe("2026-01-02T03:04:05.250000000Z sécond");
        lines.Writer.Complete();

        (await log.ReadLineAsync(Limit)).ShouldBeNull();
        asked.ShouldBe(new PodLogQuery(Ns, "talker", "main", true, 7, false, At));
        (await RefusedAsync(() => Client.ReadPodLogAsync(new(Ns, "talker"), new PodLogOptions { Container = "other" }, Limit)))
            .Message.ShouldContain("container other is not valid for pod talker");
    }

    private static async IAsyncEnumerable<PodLogLine> ReadAsync(ChannelReader<string> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in lines.ReadAllAsync(cancellationToken))
        {
            yield return new(At, line);
        }
    }
}

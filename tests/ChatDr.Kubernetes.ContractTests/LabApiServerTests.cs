using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.ApiServer;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>The contract against the lab's API server.</summary>
public sealed class LabApiServerTests(LabServer server) : ClientContract<LabServer>(server), IClassFixture<LabServer>
{
    /// <summary>A real server has the lines from a kubelet, which is not here.</summary>
    [Fact]
    public async Task PodLog_Followed_ComesLineByLine_AndEndsWithTheContainer()
    {
        await Client.CreateAsync(new V1Pod { Metadata = new() { Namespace = Ns, Name = "talker" }, Spec = new() { Containers = [new() { Name = "main", Image = "example.org/main:1" }] } }, Limit);
        var lines = Channel.CreateUnbounded<string>();
        PodLogQuery? asked = null;
        Server.ApiServer.PodLogs = (query, cancellationToken) =>
        {
            asked = query;
            return ReadAsync(lines.Reader, cancellationToken);
        };
        lines.Writer.TryWrite("first");
        using var log = new StreamReader(await Client.ReadPodLogAsync(new(Ns, "talker"), new PodLogOptions { Container = "main", Follow = true, TailLines = 7 }, Limit));
        (await log.ReadLineAsync(Limit)).ShouldBe("first");

        lines.Writer.TryWrite("sécond");
        (await log.ReadLineAsync(Limit)).ShouldBe("sécond");
        lines.Writer.Complete();

        (await log.ReadLineAsync(Limit)).ShouldBeNull();
        asked.ShouldBe(new PodLogQuery(Ns, "talker", "main", true, 7, false));
        (await RefusedAsync(() => Client.ReadPodLogAsync(new(Ns, "talker"), new PodLogOptions { Container = "other" }, Limit))).Message.ShouldContain("container other is not valid for pod talker");
    }

    private static async IAsyncEnumerable<string> ReadAsync(ChannelReader<string> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in lines.ReadAllAsync(cancellationToken))
        {
            yield return line;
        }
    }
}

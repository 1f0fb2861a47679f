using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.LeaderElection;

public sealed class LeaderElectorTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public async Task ServerThatFallsSilent_EndsLeadershipWithinTheDeadline_AndCancelsTheWork()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = new KubernetesClient(server.Config, _time, NullLogger<KubernetesClient>.Instance);
        server.Next("""{"kind":"Status","reason":"NotFound","code":404}""", 404);
        server.Next(Lease("me"), 201);
        var elector = Elector(client);
        var cancelledAt = TimeSpan.Zero;

        var running = elector.RunAsync(
            async lost =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancelledAt = TimeSpan.FromTicks(_time.GetTimestamp());
            },
            default);
        await Await.UntilAsync("it leads", () => elector.MayWork);
        await Await.UntilAsync("the lease is lost", () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            return running.IsCompleted;
        });

        await running.ShouldThrowAsync<LeadershipLostException>();
        elector.MayWork.ShouldBeFalse();
        cancelledAt.ShouldBeGreaterThan(TimeSpan.Zero, "the work has to be told");
    }

    [Fact]
    public async Task ProcessThatStoodStillPastTheDeadline_MayNotWork_EvenBeforeItsTimersRan()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.Next("""{"kind":"Status","reason":"NotFound","code":404}""", 404);
        server.Next(Lease("me"), 201);
        var elector = Elector(client);
        var running = elector.RunAsync(
            lost => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, lost), default);
        await Await.UntilAsync("it leads", () => elector.MayWork);

        _time.Advance(TimeSpan.FromSeconds(11));

        elector.MayWork.ShouldBeFalse();
        await Await.UntilAsync("the loss is acted on", () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return running.IsCompleted;
        });
        await running.ShouldThrowAsync<LeadershipLostException>();
    }

    [Fact]
    public void DurationsUnderWhichTwoCouldLead_AreRefused()
    {
        var options = new LeaderElectionOptions { Namespace = "ns", LeaseName = "l", LeaseDuration = TimeSpan.FromSeconds(10), RenewDeadline = TimeSpan.FromSeconds(10) };

        Should.Throw<ArgumentException>(options.Validate).Message.ShouldContain("LeaseDuration");
    }

    private static string Lease(string holder) =>
        $$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"namespace":"ns","name":"l","resourceVersion":"1"},"spec":{"holderIdentity":"{{{holder}}}","leaseDurationSeconds":15}}""";

    private LeaderElector Elector(IKubernetesClient client) => new(
        client, new LeaderElectionOptions { Namespace = "ns", LeaseName = "l", Identity = "me" }, _time, NullLogger<LeaderElector>.Instance);
}

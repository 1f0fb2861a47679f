using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.LeaderElection;

public sealed class LeaderElectorTests
{
    /// <summary>The longest wait between two tries; a try itself may take longer.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2.5);

    private readonly FakeTime _time = new();

    [Fact]
    public async Task ServerThatFallsSilent_EndsLeadershipWithinTheDeadline_AndCancelsTheWork()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = new KubernetesClient(server.Config, _time, NullLogger<KubernetesClient>.Instance);
        server.Next(NotFound, 404);
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
        await Await.UntilAsync("it asks for a renewal", () =>
        {
            _time.AdvanceToNext(Retry);
            return server.Requests.Count == 3;
        });
        _time.GetTimestamp().ShouldBe(TimeSpan.FromSeconds(2).Ticks);
        _time.Advance(TimeSpan.FromSeconds(8));

        // The clock stands now: an attempt that is not bound by the deadline would still be waiting for its answer.
        await running.WaitAsync(TimeSpan.FromSeconds(20)).ShouldThrowAsync<LeadershipLostException>();
        elector.MayWork.ShouldBeFalse();
        cancelledAt.ShouldBe(TimeSpan.FromSeconds(10), "the work has to be told");
    }

    [Fact]
    public async Task ProcessThatStoodStillPastTheDeadline_MayNotWork_EvenBeforeItsTimersRan()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.Next(NotFound, 404);
        server.Next(Lease("me"), 201);
        var elector = Elector(client);
        var running = elector.RunAsync(
            lost => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, lost), default);
        await Await.UntilAsync("it leads", () => elector.MayWork);

        _time.Advance(TimeSpan.FromSeconds(11));

        elector.MayWork.ShouldBeFalse();
        await Await.UntilAsync("the loss is acted on", _time, TimeSpan.FromSeconds(1), () => running.IsCompleted);
        await running.ShouldThrowAsync<LeadershipLostException>();
    }

    [Fact]
    public async Task RenewalThatFailsOnce_IsTriedAgainUntilTheDeadline_AndLeadershipIsKept()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = new KubernetesClient(server.Config, _time, NullLogger<KubernetesClient>.Instance);
        server.Next(NotFound, 404);
        server.Next(Lease("me"), 201);
        server.Next("{}", 500);
        server.Next(Lease("me"));
        server.Next(Lease("me"));
        NextRelease(server);
        var elector = Elector(client);
        using var enough = new CancellationTokenSource();
        var running = elector.RunAsync(
            lost => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, enough.Token).ContinueWith(_ => { }, TaskScheduler.Default), default);
        await Await.UntilAsync("it leads", () => elector.MayWork);

        await Await.UntilAsync("the failed renewal was repeated", () =>
        {
            if (server.Requests.Count < 5)
            {
                _time.AdvanceToNext(Retry);
            }

            return server.Requests.Count >= 5;
        });

        elector.MayWork.ShouldBeTrue();
        await enough.CancelAsync();
        await running;
    }

    [Fact]
    public async Task ServerThatCannotBeReachedAtTheStart_IsAskedAgain_NotFledFrom()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = new KubernetesClient(server.Config, _time, NullLogger<KubernetesClient>.Instance);

        // Once and the two times that the client repeats a read by itself.
        for (var time = 0; time < 3; time++)
        {
            server.Next(context =>
            {
                context.Abort();
                return Task.CompletedTask;
            });
        }

        server.Next("{}", 503);
        server.Next(NotFound, 404);
        server.Next(Lease("me"), 201);
        NextRelease(server);
        var elector = Elector(client);
        using var enough = new CancellationTokenSource();
        var running = elector.RunAsync(
            _ => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, enough.Token).ContinueWith(_ => { }, TaskScheduler.Default), default);

        await Await.UntilAsync("it leads", () =>
        {
            if (!elector.MayWork)
            {
                _time.AdvanceToNext(Retry);
            }

            return elector.MayWork;
        });

        await enough.CancelAsync();
        await running;
    }

    [Fact]
    public async Task LeaseThatNobodyHolds_IsTakenByAnUpdate_NotCreatedAgain()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = new KubernetesClient(server.Config, _time, NullLogger<KubernetesClient>.Instance);
        server.Next("""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"namespace":"ns","name":"l","resourceVersion":"1"},"spec":{} }""");
        server.Next(Lease("me"));
        NextRelease(server);

        await Elector(client).RunAsync(_ => Task.CompletedTask, default);

        server.Requests.Select(request => request.Split(' ')[0]).ShouldBe(["GET", "PUT", "GET", "PUT"]);
    }

    [Theory]
    [InlineData(10, 10, 2, "LeaseDuration")]
    [InlineData(10.9, 10.5, 2, "whole seconds")]
    [InlineData(0.5, 0.4, 0.1, "whole seconds")]
    [InlineData(15, 2.4, 2, "1.2 times RetryPeriod")]
    [InlineData(15, 10, 0, "RetryPeriod")]
    public void DurationsUnderWhichTwoCouldLead_AreRefused(double lease, double renew, double retry, string told)
    {
        var options = new LeaderElectionOptions
        {
            Namespace = "ns",
            LeaseName = "l",
            LeaseDuration = TimeSpan.FromSeconds(lease),
            RenewDeadline = TimeSpan.FromSeconds(renew),
            RetryPeriod = TimeSpan.FromSeconds(retry),
        };

        Should.Throw<ArgumentException>(options.Validate).Message.ShouldContain(told);
    }

    [Fact]
    public void Identity_ThatIsEmpty_IsRefused() =>
        Should.Throw<ArgumentException>(new LeaderElectionOptions { Namespace = "ns", LeaseName = "l", Identity = "" }.Validate)
            .Message.ShouldContain("Identity");

    private const string NotFound = """{"kind":"Status","reason":"NotFound","code":404}""";

    private static string Lease(string holder) =>
        $$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"namespace":"ns","name":"l","resourceVersion":"1"},"spec":{"holderIdentity":"{{{holder}}}","leaseDurationSeconds":15}}""";

    /// <summary>Said beforehand: the lease may be given back as soon as the work has ended.</summary>
    private static void NextRelease(ApiServerStub server)
    {
        server.Next(Lease("me"));
        server.Next(Lease(""));
    }

    private LeaderElector Elector(IKubernetesClient client) => new(
        client, new LeaderElectionOptions { Namespace = "ns", LeaseName = "l", Identity = "me" }, _time, NullLogger<LeaderElector>.Instance);
}

using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Client;

public sealed class PodLogTests
{
    private static readonly NamespacedName Pod = new("ns", "p");

    [Fact]
    public async Task Options_AreSaid()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.Next("line");
        server.Next("line");
        var since = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 250, TimeSpan.FromHours(2));

        await (await client.ReadPodLogAsync(Pod, new PodLogOptions(), default)).DisposeAsync();
        var options = new PodLogOptions { Container = "main", Follow = true, Previous = true, Timestamps = true, TailLines = 0, SinceTime = since };
        await (await client.ReadPodLogAsync(Pod, options, default)).DisposeAsync();

        server.Requests.ShouldBe([
            "GET /api/v1/namespaces/ns/pods/p/log",
            "GET /api/v1/namespaces/ns/pods/p/log?container=main&follow=true&previous=true&timestamps=true&tailLines=0&sinceTime=2026-01-02T01%3A04%3A05.25Z"]);
    }

    /// <summary>A container may say nothing for hours, and a server need not begin its answer before it does.</summary>
    [Fact]
    public async Task Followed_MayBeSilentForHours_AndComesLineByLine()
    {
        await using var server = await ApiServerStub.StartAsync();
        var time = new FakeTime();
        using var client = new KubernetesClient(server.Config, time, NullLogger<KubernetesClient>.Instance);
        var (says, ends) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Next(async context =>
        {
            await says.Task;
            await context.Response.WriteAsync("first\n");
            await context.Response.Body.FlushAsync();
            await ends.Task;
            await context.Response.WriteAsync("last\n");
        });
        var opening = client.ReadPodLogAsync(Pod, new PodLogOptions { Follow = true }, default);
        await Await.UntilAsync("it is asked for", () => !server.Requests.IsEmpty);

        time.Advance(TimeSpan.FromHours(3));
        says.SetResult();
        using var log = new StreamReader(await opening);
        (await log.ReadLineAsync()).ShouldBe("first");
        time.Advance(TimeSpan.FromHours(3));
        ends.SetResult();

        (await log.ReadLineAsync()).ShouldBe("last");
        (await log.ReadLineAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task ContainerThatHasNotStarted_IsARefusalThatSaysSo()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.Next(
            """{"kind":"Status","reason":"BadRequest","code":400,"message":"container \"main\" in pod \"p\" is waiting to start: ContainerCreating"}""", 400);

        (await Should.ThrowAsync<KubernetesApiException>(() => client.ReadPodLogAsync(Pod, new PodLogOptions(), default)))
            .Message.ShouldContain("waiting to start");
    }
}

using System.Net;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Client;

public sealed class KubernetesClientTests
{
    private const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"ns","name":"a"}}""";
    private static readonly V1ConfigMap Wanted = new() { Metadata = new() { Namespace = "ns", Name = "a" } };

    [Fact]
    public async Task ThrottledWithRetryAfter_IsTriedAgain()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.Next("{}", 429, retryAfter: "0");
        server.Next(Map, 201);

        (await client.CreateAsync(Wanted, default)).Metadata.Name.ShouldBe("a");

        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task WriteThatFailsWithoutRetryAfter_IsNotRepeated()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.Next("<html>bad gateway</html>", 502);

        var refusal = await Should.ThrowAsync<KubernetesApiException>(() => client.CreateAsync(Wanted, default));

        refusal.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        refusal.Message.ShouldContain("bad gateway");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WriteWhoseConnectionBreaks_IsNotRepeated()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.Next(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        await Should.ThrowAsync<HttpRequestException>(() => client.CreateAsync(Wanted, default));

        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ReadWhoseConnectionBreaks_IsRepeated()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.Next(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        server.Next(Map);

        (await client.GetAsync<V1ConfigMap>(new NamespacedName("ns", "a"), default)).ShouldNotBeNull();
    }

    /// <summary>A server that hangs would otherwise hold up its callers three times as long as they are told.</summary>
    [Fact]
    public async Task ReadThatIsNotAnsweredInTime_IsNotRepeated()
    {
        await using var server = await ApiServerStub.StartAsync();
        var time = new FakeTime();
        using var client = new KubernetesClient(server.Config, time, NullLogger<KubernetesClient>.Instance);
        var reading = client.GetAsync<V1ConfigMap>(new NamespacedName("ns", "a"), default);
        await Await.UntilAsync("it is asked", () => !server.Requests.IsEmpty);

        time.Advance(TimeSpan.FromSeconds(30));

        (await Should.ThrowAsync<HttpRequestException>(() => reading)).InnerException.ShouldBeOfType<TimeoutException>();
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WatchThatIsRefusedInASilentAnswer_IsRefusedByItsStatus()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = new KubernetesClient(
            server.Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance,
            new KubernetesClientOptions { RequestTimeout = TimeSpan.FromSeconds(5) });
        server.Next(async context =>
        {
            context.Response.StatusCode = 403;
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        (await Should.ThrowAsync<KubernetesApiException>(() => WatchAsync(client))).IsForbidden.ShouldBeTrue();
    }

    /// <summary>client-go's with_retry: ten times.</summary>
    [Fact]
    public async Task ThrottledForEver_IsGivenUpAfterTenRetries()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        for (var i = 0; i < 11; i++)
        {
            server.Next("""{"kind":"Status","reason":"TooManyRequests","code":429}""", 429, retryAfter: "0");
        }

        (await Should.ThrowAsync<KubernetesApiException>(() => client.CreateAsync(Wanted, default))).IsTooManyRequests.ShouldBeTrue();
        server.Requests.Count.ShouldBe(11);
    }

    [Fact]
    public async Task Watch_FrameOfAKindThatNobodyKnows_IsLeftOut()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.NextWatch(WatchEnd.Closed, """{"type":"TELEPORTED","object":{"a":1}}""", $$"""{"type":"ADDED","object":{{Map}}}""");

        (await WatchAsync(client)).ShouldBe([WatchEventType.Added]);
    }

    [Theory]
    [InlineData("""{"type":"ADDED","object":{"apiVersion":"v1","kind":"ConfigMap","data":"no map"}}""", 200)]
    [InlineData("""{"type":"ERROR","object":{"kind":"Status","reason":"Expired","code":410,"message":"too old"}}""", 410)]
    [InlineData("""{"type":"ERROR","object":{"oops":true}}""", 500)]
    public async Task Watch_FrameThatHoldsNoObject_EndsIt(string frame, int status)
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.NextWatch(WatchEnd.Silent, frame);

        ((int)(await Should.ThrowAsync<KubernetesApiException>(() => WatchAsync(client))).StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task TokenFile_IsReadAgainAfter401()
    {
        await using var server = await ApiServerStub.StartAsync();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "old\n");
            using var client = server.Client(server.Config with { TokenFile = file });
            var seen = new List<string>();
            server.Next(async context =>
            {
                seen.Add(context.Request.Headers.Authorization.ToString());
                await File.WriteAllTextAsync(file, "new\n");
                context.Response.StatusCode = 401;
            });
            server.Next(context =>
            {
                seen.Add(context.Request.Headers.Authorization.ToString());
                return context.Response.WriteAsync(Map);
            });

            await client.GetAsync<V1ConfigMap>(new NamespacedName("ns", "a"), default);

            seen.ShouldBe(["Bearer old", "Bearer new"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task PagingTokenThatExpires_StartsTheListOver()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.Next($$"""{"metadata":{"resourceVersion":"5","continue":"more"},"items":[{{Map}}]}""");
        server.Next("""{"kind":"Status","reason":"Expired","message":"old","code":410}""", 410);
        server.Next($$"""{"metadata":{"resourceVersion":"9"},"items":[{{Map}}]}""");

        var all = await client.ListAllAsync<V1ConfigMap>("ns", new ListOptions(), default);

        all.Items.ShouldHaveSingleItem();
        all.Metadata.ResourceVersion.ShouldBe("9");
        const string Path = "GET /api/v1/namespaces/ns/configmaps";
        server.Requests.ShouldBe([$"{Path}?limit=500", $"{Path}?limit=500&continue=more", $"{Path}?limit=500"]);
    }

    /// <summary>KubernetesClient reads as, as-groups and as-user-extra, and never sends them: the caller then acts with rights of its own.</summary>
    [Fact]
    public async Task Impersonation_IsSentWithEveryRequest()
    {
        await using var server = await ApiServerStub.StartAsync();
        var impersonation = new Impersonation
        {
            User = "auditor",
            Uid = "u-1",
            Groups = ["a"],
            Extra = new Dictionary<string, IReadOnlyList<string>> { ["example.org/scope"] = ["one"] },
        };
        using var client = server.Client(server.Config with { Impersonate = impersonation });
        HeaderDictionary? headers = null;
        server.Next(context =>
        {
            headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(Map);
        });

        await client.GetAsync<V1ConfigMap>(new NamespacedName("ns", "a"), default);

        headers!["Impersonate-User"].ToString().ShouldBe("auditor");
        headers["Impersonate-Uid"].ToString().ShouldBe("u-1");
        headers["Impersonate-Group"].ToString().ShouldBe("a");
        headers["Impersonate-Extra-example.org%2Fscope"].ToString().ShouldBe("one");
    }

    /// <summary>One header with "a, b" would name a single group of that name.</summary>
    [Fact]
    public async Task Impersonation_OfSeveralGroups_IsRefused_NotSentAsOne()
    {
        await using var server = await ApiServerStub.StartAsync();

        Should.Throw<KubernetesConfigException>(() =>
            server.Client(server.Config with { Impersonate = new Impersonation { User = "auditor", Groups = ["a", "b"] } }))
            .Message.ShouldContain("several groups");
    }

    private static async Task<List<WatchEventType>> WatchAsync(KubernetesClient client)
    {
        var told = new List<WatchEventType>();
        await foreach (var change in client.WatchAsync<V1ConfigMap>("ns", "1", new ListOptions(), default))
        {
            told.Add(change.Type);
        }

        return told;
    }
}

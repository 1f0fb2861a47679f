using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Client;

public sealed class DiscoveryClientTests : IAsyncLifetime, IDisposable
{
    private const string Resources = """{"resources":[{"name":"widgets","kind":"Widget","namespaced":true},{"name":"widgets/status","kind":"Widget"}]}""";
    private readonly FakeTime _time = new();
    private ApiServerStub _server = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServerStub.StartAsync();
        _client = new KubernetesClient(_server.Config, _time, NullLogger<KubernetesClient>.Instance);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task WhatIsThere_IsAskedForOnce_AndAgainAfterTenMinutes()
    {
        _server.Next("""{"gitVersion":"v1.31.0","major":"1","minor":"31"}""");
        (await _client.Discovery.GetVersionAsync(default)).GitVersion.ShouldBe("v1.31.0");
        _time.Advance(TimeSpan.FromMinutes(9));
        (await _client.Discovery.GetVersionAsync(default)).GitVersion.ShouldBe("v1.31.0");
        _server.Requests.ShouldBe(["GET /version"]);

        _time.Advance(TimeSpan.FromMinutes(1));
        _server.Next("""{"gitVersion":"v1.32.0"}""");

        (await _client.Discovery.GetVersionAsync(default)).GitVersion.ShouldBe("v1.32.0");
    }

    /// <summary>A definition may be created while the process runs.</summary>
    [Fact]
    public async Task WhatIsAbsent_IsAskedForAgainSoon()
    {
        _server.Next("404 page not found", 404);
        (await _client.Discovery.ServesAsync<Widget>(default)).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(29));
        (await _client.Discovery.ServesAsync<Widget>(default)).ShouldBeFalse();
        _server.Requests.ShouldBe(["GET /apis/example.org/v1"]);

        _time.Advance(TimeSpan.FromSeconds(1));
        _server.Next(Resources);

        (await _client.Discovery.ServesAsync<Widget>(default)).ShouldBeTrue();
    }

    [Fact]
    public async Task KindThatTheVersionDoesNotHave_IsNotServed()
    {
        _server.Next("""{"resources":[{"name":"gadgets","kind":"Gadget"},{"name":"widgets","kind":"OldWidget"}]}""");

        (await _client.Discovery.ServesAsync<Widget>(default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Groups_AreAskedForByName()
    {
        _server.Next("""{"kind":"APIGroup","name":"route.openshift.io"}""");
        _server.Next("404 page not found", 404);
        _server.Next("""{"kind":"APIVersions","versions":["v1"]}""");

        (await _client.Discovery.HasGroupAsync("route.openshift.io", default)).ShouldBeTrue();
        (await _client.Discovery.HasGroupAsync("monitoring.coreos.com", default)).ShouldBeFalse();
        (await _client.Discovery.HasGroupAsync("", default)).ShouldBeTrue();

        _server.Requests.ShouldBe(["GET /apis/route.openshift.io", "GET /apis/monitoring.coreos.com", "GET /api"]);
    }

    /// <summary>An aggregated server that is down says nothing about what there is.</summary>
    [Fact]
    public async Task Refusal_IsThrown_AndNotRemembered()
    {
        _server.Next("""{"kind":"Status","reason":"ServiceUnavailable","code":503}""", 503);
        _server.Next(Resources);

        (await Should.ThrowAsync<KubernetesApiException>(() => _client.Discovery.ServesAsync<Widget>(default))).IsServiceUnavailable.ShouldBeTrue();
        (await _client.Discovery.ServesAsync<Widget>(default)).ShouldBeTrue();
    }

    [Fact]
    public async Task CallersThatComeTogether_AskOnce()
    {
        _server.Next(Resources);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _client.Discovery.ServesAsync<Widget>(default)));

        all.ShouldAllBe(served => served);
        _server.Requests.Count.ShouldBe(1);
    }

    [KubernetesEntity(Group = "example.org", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
    private sealed record Widget : IKubernetesObject
    {
        public string ApiVersion { get; init; } = "example.org/v1";

        public string Kind { get; init; } = "Widget";

        public V1ObjectMeta Metadata { get; init; } = new();
    }
}

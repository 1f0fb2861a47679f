using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Kubernetes.Tests.Runtime;

public sealed class StatusWriterTests : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private ApiServerStub _server = null!;
    private KubernetesClient _client = null!;
    private StatusWriter _writer = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServerStub.StartAsync();
        _client = _server.Client();
        _writer = new StatusWriter(_client);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("""{"a":1,"l":[1,2],"o":{"x":1}}""", """{"a":1,"l":[1,2],"o":{"x":1}}""", "{}")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """{"b":null}""")]
    [InlineData("""{"o":{"x":1,"y":2}}""", """{"o":{"x":1,"y":3}}""", """{"o":{"y":3}}""")]
    [InlineData("""{"o":{"x":1,"y":2}}""", """{"o":{"x":1}}""", """{"o":{"y":null}}""")]
    [InlineData("""{"l":[1]}""", """{"l":[1,2]}""", """{"l":[1,2]}""")]
    [InlineData("{}", """{"o":{"x":1}}""", """{"o":{"x":1}}""")]
    public void Difference_HoldsOnlyWhatChanged(string from, string to, string expected) =>
        StatusWriter.Difference(JsonNode.Parse(from)!.AsObject(), JsonNode.Parse(to)!.AsObject()).ToJsonString().ShouldBe(expected);

    [Fact]
    public async Task SameStatus_IsNotWritten_EvenIfItsConditionsSayALaterTime()
    {
        var thing = Stored("1", new("Up", 3, [Ready("True", Noon)]));

        var written = await _writer.WriteAsync(
            thing, thing.Status, thing.Status! with { Conditions = [Ready("True", Noon.AddHours(1))] }, CancellationToken.None);

        written.ShouldBe(StatusWrite.Unchanged);
        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task ChangedStatus_IsWrittenAtTheRevisionThatWasRead_WithWhatChangedOnly()
    {
        var thing = Stored("1", new("Up", 3, [Ready("True", Noon)]));
        var sent = Answer(Json("2"));

        var written = await _writer.WriteAsync(
            thing,
            thing.Status,
            thing.Status! with { ObservedGeneration = 4, Conditions = [Ready("True", Noon.AddHours(1)) with { Reason = "Again" }] },
            CancellationToken.None);

        written.ShouldBe(StatusWrite.Written);
        _server.Requests.ShouldHaveSingleItem().ShouldBe("PATCH /apis/example.org/v1/namespaces/ns/things/a/status");
        var patch = (await sent)!;
        patch["metadata"]!["resourceVersion"]!.ToString().ShouldBe("1");
        patch["status"]!.AsObject().Select(member => member.Key).ShouldBe(["observedGeneration", "conditions"], ignoreOrder: true);
        patch["status"]!["conditions"]![0]!["lastTransitionTime"]!.ToString().ShouldBe("2026-01-01T12:00:00Z", "the status of the condition is what it was");
    }

    [Fact]
    public async Task ConditionWhoseStatusFlips_MovesItsTime()
    {
        var thing = Stored("1", new("Up", 3, [Ready("True", Noon)]));
        var sent = Answer(Json("2"));

        await _writer.WriteAsync(thing, thing.Status, thing.Status! with { Conditions = [Ready("False", Noon.AddHours(1))] }, CancellationToken.None);

        (await sent)!["status"]!["conditions"]![0]!["lastTransitionTime"]!.ToString().ShouldBe("2026-01-01T13:00:00Z");
    }

    [Fact]
    public async Task Latest_IsWhatWasWritten_UntilTheCacheHasCaughtUp()
    {
        var thing = Stored("1", new("Up", 3, []));
        _ = Answer(Json("2"));
        await _writer.WriteAsync(thing, thing.Status, new ThingStatus("Down", 3, []), CancellationToken.None);

        _writer.Latest(thing).Metadata.ResourceVersion.ShouldBe("2", "the cache still has what was replaced");
        var newer = Stored("5", new("Up", 4, []));
        _writer.Latest(newer).ShouldBeSameAs(newer);
        _writer.Latest(thing).ShouldBeSameAs(thing, "what the cache had caught up with is forgotten");
    }

    [Fact]
    public async Task ObjectThatChangedMeanwhile_IsAConflict_NotAnError()
    {
        _server.Next("""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Conflict","code":409}""", 409);

        (await _writer.WriteAsync(Stored("1", null), null, new ThingStatus("Up", 1, []), CancellationToken.None)).ShouldBe(StatusWrite.Conflict);
    }

    private static V1Condition Ready(string status, DateTimeOffset since) =>
        new() { Type = "Ready", Status = status, Reason = "Serving", Message = "It serves.", LastTransitionTime = since };

    private static Thing Stored(string revision, ThingStatus? status) =>
        new() { Metadata = new() { Namespace = "ns", Name = "a", Uid = "u", ResourceVersion = revision }, Status = status };

    private static string Json(string revision) =>
        $$$"""{"apiVersion":"example.org/v1","kind":"Thing","metadata":{"namespace":"ns","name":"a","uid":"u","resourceVersion":"{{{revision}}}"}}""";

    /// <summary>The next request is answered with <paramref name="json"/>; its own body is what comes back here.</summary>
    private Task<JsonNode?> Answer(string json)
    {
        var sent = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Next(async context =>
        {
            sent.SetResult(await JsonNode.ParseAsync(context.Request.Body));
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(json);
        });
        return sent.Task;
    }

    [KubernetesEntity(Group = "example.org", ApiVersion = "v1", Kind = "Thing", PluralName = "things")]
    private sealed record Thing : IKubernetesObject
    {
        public string ApiVersion { get; init; } = "example.org/v1";

        public string Kind { get; init; } = "Thing";

        public V1ObjectMeta Metadata { get; init; } = new();

        public ThingStatus? Status { get; init; }
    }

    private sealed record ThingStatus(string Phase, long ObservedGeneration, IReadOnlyList<V1Condition> Conditions);
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Events;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Events;

public sealed class EventPublisherTests : IAsyncLifetime, IDisposable
{
    private static readonly V1ConfigMap Subject = new() { Metadata = new() { Namespace = "ns", Name = "a", Uid = "u", ResourceVersion = "7" } };
    private readonly ConcurrentQueue<JsonNode> _sent = [];
    private readonly FakeTime _time = new();
    private ApiServerStub _server = null!;
    private KubernetesClient _client = null!;
    private EventPublisher _events = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServerStub.StartAsync();
        _server.Otherwise = async context =>
        {
            _sent.Enqueue((await JsonNode.ParseAsync(context.Request.Body))!);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                $$$"""{"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"namespace":"ns","name":"e{{{_sent.Count}}}","resourceVersion":"1"}}""");
        };
        _client = _server.Client();
        _events = new EventPublisher(_client, new OperatorOptions { Name = "test-operator" }, _time, NullLogger<EventPublisher>.Instance);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Event_SaysWhatHappenedToWhom()
    {
        _events.Publish(Subject, EventType.Warning, "Failed", "It broke.");
        await FlushAsync();

        _server.Requests.ShouldBe(["POST /apis/events.k8s.io/v1/namespaces/ns/events"]);
        var sent = _sent.ShouldHaveSingleItem();
        (sent["type"]!.ToString(), sent["reason"]!.ToString(), sent["note"]!.ToString(), sent["reportingController"]!.ToString())
            .ShouldBe(("Warning", "Failed", "It broke.", "test-operator"));
        (sent["regarding"]!["kind"]!.ToString(), sent["regarding"]!["name"]!.ToString(), sent["regarding"]!["uid"]!.ToString())
            .ShouldBe(("ConfigMap", "a", "u"));
        sent["eventTime"]!.ToString().ShouldBe("2026-01-01T00:00:00.000000Z");
    }

    [Fact]
    public async Task SameEventAgain_IsCountedUpOnTheOneBefore()
    {
        for (var i = 0; i < 3; i++)
        {
            _events.Publish(Subject, EventType.Warning, "Failed", "It broke.");
        }

        await FlushAsync();

        _server.Requests.ShouldBe(
        [
            "POST /apis/events.k8s.io/v1/namespaces/ns/events",
            "PATCH /apis/events.k8s.io/v1/namespaces/ns/events/e1",
            "PATCH /apis/events.k8s.io/v1/namespaces/ns/events/e1",
        ]);
        _sent.Skip(1).Select(patch => patch["series"]!["count"]!.GetValue<int>()).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task EventThatTheServerForgot_IsWrittenAnew()
    {
        _events.Publish(Subject, EventType.Warning, "Failed", "It broke.");
        _events.Publish(Subject, EventType.Warning, "Failed", "It broke.");
        _server.Next("""{"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"namespace":"ns","name":"first","resourceVersion":"1"}}""", 201);
        _server.Next("""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}""", 404);
        await FlushAsync();

        _server.Requests.Select(request => request.Split(' ')[0]).ShouldBe(["POST", "PATCH", "POST"]);
    }

    [Fact]
    public async Task LongMessage_IsCutAt1024Bytes_BetweenCharacters()
    {
        _events.Publish(Subject, EventType.Normal, "Long", string.Concat(Enumerable.Repeat("🦀", 400)));
        await FlushAsync();

        var note = _sent.ShouldHaveSingleItem()["note"]!.ToString();
        Encoding.UTF8.GetByteCount(note).ShouldBeInRange(1020, 1024);
        note.ShouldBe(string.Concat(Enumerable.Repeat("🦀", 255)) + "…");
    }

    [Fact]
    public async Task LongMessageAmongManyAlike_IsNoLongerForBeingCombined()
    {
        for (var i = 0; i < 11; i++)
        {
            _events.Publish(Subject, EventType.Normal, "Long", $"{i}{new string('x', 1023)}");
        }

        await FlushAsync();

        _sent.Last()["note"]!.ToString().ShouldStartWith("(combined from similar events): 10x");
        _sent.ShouldAllBe(sent => Encoding.UTF8.GetByteCount(sent["note"]!.ToString()) <= 1024);
    }

    [Fact]
    public async Task RefusedEvent_IsLeft_AndTheNextIsWritten()
    {
        _server.Next("""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403}""", 403);
        _events.Publish(Subject, EventType.Normal, "One", "is refused");
        _events.Publish(Subject, EventType.Normal, "Two", "is written");

        await FlushAsync();

        _sent.ShouldHaveSingleItem()["reason"]!.ToString().ShouldBe("Two");
    }

    [Fact]
    public async Task Publish_WhileTheServerIsSilent_NeverWaits_AndKeepsNoMoreThanTheQueueHolds()
    {
        for (var i = 0; i < 5000; i++)
        {
            _events.Publish(Subject with { Metadata = new() { Namespace = "ns", Name = $"a{i}", Uid = $"u{i}" } }, EventType.Normal, "Many", "text");
        }

        await FlushAsync();

        _sent.Count.ShouldBe(1000);
    }

    private async Task FlushAsync()
    {
        _events.Complete();
        await _events.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }
}

using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Kubernetes.Tests.Client;

/// <summary>What the client sends; what a server makes of it is in the contract tests.</summary>
public sealed class KubernetesClientWriteTests : IAsyncLifetime, IDisposable
{
    private const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"ns","name":"a","resourceVersion":"7"}}""";
    private static readonly NamespacedName Name = new("ns", "a");
    private static readonly V1ConfigMap Wanted = new() { Metadata = new() { Namespace = "ns", Name = "a" } };
    private readonly List<(string Type, JsonNode? Body)> _sent = [];
    private ApiServerStub _server = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await ApiServerStub.StartAsync();
        _client = _server.Client();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Options_AreSaidOfEveryWrite()
    {
        var options = new WriteOptions { FieldManager = "me & you", DryRun = true, FieldValidation = "Strict" };
        Answer(Map, 4);

        await _client.CreateAsync(Wanted, options, default);
        await _client.ReplaceAsync(Wanted, options, default);
        await _client.PatchAsync<V1ConfigMap>(Name, V1Patch.Merge([]), options, default);
        await _client.PatchSubResourceAsync<V1ConfigMap, V1ConfigMap>(Name, "status", V1Patch.Apply(Wanted), options with { Force = true }, default);

        const string Said = "?fieldManager=me%20%26%20you&dryRun=All&fieldValidation=Strict";
        _server.Requests.ShouldBe([
            $"POST /api/v1/namespaces/ns/configmaps{Said}",
            $"PUT /api/v1/namespaces/ns/configmaps/a{Said}",
            $"PATCH /api/v1/namespaces/ns/configmaps/a{Said}",
            $"PATCH /api/v1/namespaces/ns/configmaps/a/status{Said}&force=true"]);
        _sent.Select(sent => sent.Type).ShouldBe(["application/json", "application/json", "application/merge-patch+json", "application/apply-patch+yaml"]);
    }

    [Fact]
    public async Task JsonPatch_IsSentAsItsOperations_NullIncluded()
    {
        Answer(Map, 1);

        await _client.JsonPatchAsync<V1ConfigMap>(
            Name, new JsonPatch().Test("/data/a", null).Add(JsonPatch.PathOf("data", "a/b~c"), "1").Remove("/data/d").Move("/data/e", "/data/f"), default);

        _sent.ShouldHaveSingleItem().Type.ShouldBe("application/json-patch+json");
        _sent[0].Body!.ToJsonString().ShouldBe(
            """[{"op":"test","path":"/data/a","value":null},{"op":"add","path":"/data/a~1b~0c","value":"1"},{"op":"remove","path":"/data/d"},{"op":"move","path":"/data/f","from":"/data/e"}]""");
    }

    [Fact]
    public async Task Deletion_SaysAllThatItsOptionsSay()
    {
        Answer("""{"kind":"Status","status":"Success"}""", 2);
        var options = new DeleteOptions { PropagationPolicy = "Foreground", GracePeriodSeconds = 0, Uid = "u", ResourceVersion = "7", DryRun = true };

        await _client.DeleteAsync<V1ConfigMap>(Name, options, default);
        await _client.DeleteCollectionAsync<V1ConfigMap>(
            "ns", new ListOptions { LabelSelector = "app=x", FieldSelector = "metadata.name!=b" }, new DeleteOptions(), default);

        _server.Requests.ShouldBe([
            "DELETE /api/v1/namespaces/ns/configmaps/a", "DELETE /api/v1/namespaces/ns/configmaps?labelSelector=app%3Dx&fieldSelector=metadata.name%21%3Db"]);
        _sent[0].Body!.ToJsonString().ShouldBe(
            """{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Foreground","gracePeriodSeconds":0,"dryRun":["All"],"preconditions":{"uid":"u","resourceVersion":"7"}}""");
        _sent[1].Body!.ToJsonString().ShouldBe("""{"apiVersion":"v1","kind":"DeleteOptions"}""");
    }

    [Fact]
    public void DeletionOfMany_WithoutANamespace_IsRefusedHere() =>
        Should.Throw<ArgumentException>(() => _client.DeleteCollectionAsync<V1ConfigMap>(null, new ListOptions(), new DeleteOptions(), default));

    [Theory]
    [InlineData(
        """{"resources":[{"name":"pods","kind":"Pod"},{"name":"pods/eviction","kind":"Eviction","group":"policy","version":"v1beta1"}]}""", "policy/v1beta1")]
    [InlineData("""{"resources":[{"name":"pods/eviction","kind":"Eviction","group":"policy","version":"v1"}]}""", "policy/v1")]
    public async Task Eviction_IsInTheVersionThatTheServerHas(string resources, string version)
    {
        Answer(resources, 1);
        Answer("""{"kind":"Status","status":"Success","code":201}""", 1);

        await _client.EvictAsync(Name, new DeleteOptions { GracePeriodSeconds = 5 }, default);

        _server.Requests.ShouldBe(["GET /api/v1", "POST /api/v1/namespaces/ns/pods/a/eviction"]);
        _sent[1].Body!["apiVersion"]!.ToString().ShouldBe(version);
        _sent[1].Body!["deleteOptions"]!["gracePeriodSeconds"]!.ToString().ShouldBe("5");
    }

    /// <summary>Its 404 would otherwise look like that of a pod that is gone.</summary>
    [Fact]
    public async Task Eviction_WhereTheServerHasNone_IsRefused_NotTakenForDone()
    {
        Answer("""{"resources":[{"name":"pods","kind":"Pod"}]}""", 1);

        (await Should.ThrowAsync<KubernetesApiException>(() => _client.EvictAsync(Name, new DeleteOptions(), default)))
            .Message.ShouldContain("no pods/eviction");
        _server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(404, """{"kind":"Status","reason":"NotFound","code":404}""", true, false)]
    [InlineData(429, """{"kind":"Status","reason":"TooManyRequests","code":429,"details":{"causes":[{"reason":"DisruptionBudget","message":"The disruption budget guard needs 2 healthy pods and has 2 currently"}]}}""", false, true)]
    [InlineData(429, """{"kind":"Status","reason":"TooManyRequests","code":429,"message":"slow down"}""", false, false)]
    public async Task Eviction_ThatIsRefused_IsTold_UnlessThePodIsGone(int status, string answer, bool done, bool byBudget)
    {
        Answer("""{"resources":[{"name":"pods/eviction","kind":"Eviction","group":"policy","version":"v1"}]}""", 1);
        Answer(answer, 1, status);

        var refusal = await Record.ExceptionAsync(() => _client.EvictAsync(Name, new DeleteOptions(), default)) as KubernetesApiException;

        (refusal is null).ShouldBe(done);
        (refusal?.IsBlockedByDisruptionBudget == true).ShouldBe(byBudget);
    }

    /// <summary>client-go's retry.DefaultRetry: five tries, then the caller is told.</summary>
    [Fact]
    public async Task Modify_ThatAlwaysComesTooLate_IsTriedFiveTimes()
    {
        for (var i = 0; i < 5; i++)
        {
            Answer(Map, 1);
            Answer("""{"kind":"Status","reason":"Conflict","code":409}""", 1, 409);
        }

        var refusal = await Should.ThrowAsync<KubernetesApiException>(() => _client.ModifyAsync<V1ConfigMap>(
            Name, _ => new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["a"] = "b" } } }, TimeProvider.System, default));

        refusal.IsConflict.ShouldBeTrue();
        _server.Requests.Count.ShouldBe(10);
        _sent[^1].Body!.ToJsonString().ShouldBe("""{"metadata":{"labels":{"a":"b"},"resourceVersion":"7"}}""");
    }

    [Fact]
    public async Task AppliedStatus_IsTheStatusAlone()
    {
        Answer("""{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"namespace":"ns","name":"a"}}""", 1);
        var entity = new V1StatefulSet
        {
            Metadata = new() { Namespace = "ns", Name = "a", Uid = "u", ResourceVersion = "7", Labels = new Dictionary<string, string> { ["l"] = "1" } },
            Spec = new() { Replicas = 3 },
            Status = new() { Replicas = 2 },
        };

        await _client.ApplyStatusAsync(entity, "observer", force: true, default);

        _server.Requests.ShouldBe(["PATCH /apis/apps/v1/namespaces/ns/statefulsets/a/status?fieldManager=observer&force=true"]);
        _sent[0].Body!.ToJsonString().ShouldBe(
            """{"apiVersion":"apps/v1","kind":"StatefulSet","status":{"replicas":2},"metadata":{"name":"a","namespace":"ns","uid":"u"}}""");
    }

    private void Answer(string json, int times, int status = 200)
    {
        for (var i = 0; i < times; i++)
        {
            _server.Next(async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var body = await reader.ReadToEndAsync();
                _sent.Add((context.Request.ContentType ?? "", body.Length == 0 ? null : JsonNode.Parse(body)));
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(json);
            });
        }
    }
}

using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>What is refused, and what the <c>Status</c> about it tells programs: code, reason, details and causes.</summary>
public abstract partial class ClientContract<TServer>
{
    private const string Merge = "application/merge-patch+json";

    [ContractFact]
    public async Task Refusals_OfWhatIsNotThereOrInTheWay_NameIt()
    {
        await CreateAsync("taken");
        await ToldAsync("404 NotFound configmaps/nobody:", HttpMethod.Get, $"{Maps}/nobody");
        await ToldAsync("404 NotFound configmaps/nobody:", HttpMethod.Put, $"{Maps}/nobody", """{"metadata":{"name":"nobody"}}""");
        await ToldAsync("404 NotFound statefulsets/nobody:", HttpMethod.Delete, $"/apis/apps/v1/namespaces/{Ns}/statefulsets/nobody");
        await ToldAsync(
            "404 NotFound namespaces/no-such-place:", HttpMethod.Post, "/api/v1/namespaces/no-such-place/configmaps", """{"metadata":{"name":"a"}}""");
        await ToldAsync("404 NotFound :", HttpMethod.Get, $"/api/v1/namespaces/{Ns}/inventions");
        await ToldAsync("404 NotFound :", HttpMethod.Get, $"{Maps}/taken/scale");
        await ToldAsync("409 AlreadyExists configmaps/taken:", HttpMethod.Post, Maps, """{"metadata":{"name":"taken"}}""");
        await ToldAsync("409 Conflict configmaps/taken:", HttpMethod.Put, $"{Maps}/taken", """{"metadata":{"name":"taken","resourceVersion":"1"}}""");
        await ToldAsync("409 Conflict configmaps/taken:", HttpMethod.Put, $"{Maps}/taken", """{"metadata":{"name":"taken","uid":"1"}}""");
        await ToldAsync("409 Conflict ConfigMap/taken:", HttpMethod.Delete, $"{Maps}/taken", """{"preconditions":{"resourceVersion":"1"}}""");
        await ToldAsync("405 MethodNotAllowed :", HttpMethod.Post, $"{Maps}/taken", "{}");
        await ToldAsync("405 MethodNotAllowed :", HttpMethod.Delete, "/api/v1/configmaps");
        await ToldAsync("405 MethodNotAllowed :", HttpMethod.Delete, "/api/v1/namespaces");
        await ToldAsync("403 Forbidden namespaces/default:", HttpMethod.Delete, "/api/v1/namespaces/default");
    }

    [ContractFact]
    public async Task Refusals_OfBodiesThatDoNotBelongThere_AreBadRequests()
    {
        await CreateAsync("here");
        await ToldAsync("400 BadRequest :", HttpMethod.Post, Maps, "nonsense");
        await ToldAsync("400 BadRequest :", HttpMethod.Post, Maps, """{"kind":"Secret","apiVersion":"v1","metadata":{"name":"a"}}""");
        await ToldAsync("400 BadRequest :", HttpMethod.Post, Maps, """{"kind":"ConfigMap","apiVersion":"v2","metadata":{"name":"a"}}""");
        await ToldAsync("400 BadRequest :", HttpMethod.Post, Maps, """{"metadata":{"name":"a","namespace":"elsewhere"}}""");
        await ToldAsync("400 BadRequest :", HttpMethod.Post, Maps, """{"metadata":{"name":"a","labels":{"number":1}}}""");
        await ToldAsync("400 BadRequest :", HttpMethod.Put, $"{Maps}/here", """{"metadata":{"name":"there"}}""");
        await ToldAsync("400 BadRequest :", HttpMethod.Patch, $"{Maps}/here", """{"metadata":{"name":"there"}}""", Merge);
        await ToldAsync("415 UnsupportedMediaType :", HttpMethod.Post, Maps, """{"metadata":{"name":"a"}}""", "text/shopping-list");
        await ToldAsync("415 UnsupportedMediaType :", HttpMethod.Patch, $"{Maps}/here", "{}");
        await ToldAsync("422 Invalid :", HttpMethod.Patch, $"{Maps}/here", """[{"op":"remove","path":"/data/nothing"}]""", "application/json-patch+json");
        await ToldAsync(
            "422 Invalid :", HttpMethod.Patch, $"{Maps}/here", """[{"op":"test","path":"/metadata/name","value":"there"}]""", "application/json-patch+json");
    }

    [ContractFact]
    public async Task Refusals_OfOptions_NameTheOption()
    {
        await CreateAsync("here");
        await ToldAsync("422 Invalid CreateOptions: dryRun FieldValueNotSupported", HttpMethod.Post, $"{Maps}?dryRun=perhaps", """{"metadata":{"name":"a"}}""");
        await ToldAsync("422 Invalid PatchOptions: fieldManager FieldValueRequired", HttpMethod.Patch, $"{Maps}/here", "{}", "application/apply-patch+yaml");
        await ToldAsync(
            "422 Invalid DeleteOptions: propagationPolicy FieldValueNotSupported", HttpMethod.Delete, $"{Maps}/here", """{"propagationPolicy":"Sideways"}""");
    }

    [ContractFact]
    public async Task Refusals_OfNamesAndKeys_NameTheField()
    {
        await ToldAsync("422 Invalid ConfigMap: metadata.name FieldValueRequired", HttpMethod.Post, Maps, """{"metadata":{}}""");
        await ToldAsync("422 Invalid ConfigMap/a_b: metadata.name FieldValueInvalid", HttpMethod.Post, Maps, """{"metadata":{"name":"a_b"}}""");
        await ToldAsync(
            "422 Invalid Service/a.b: metadata.name FieldValueInvalid",
            HttpMethod.Post,
            Services,
            """{"metadata":{"name":"a.b"},"spec":{"ports":[{"port":80}]}}""");
        await ToldAsync("422 Invalid Namespace/a.b: metadata.name FieldValueInvalid", HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"a.b"}}""");
        await ToldAsync(
            "422 Invalid ConfigMap/a: metadata.labels FieldValueInvalid", HttpMethod.Post, Maps, """{"metadata":{"name":"a","labels":{"bad key":"x"}}}""");
        await ToldAsync(
            "422 Invalid ConfigMap/a: metadata.labels FieldValueInvalid", HttpMethod.Post, Maps, """{"metadata":{"name":"a","labels":{"key":"b c"}}}""");
        await ToldAsync(
            "422 Invalid ConfigMap/a: metadata.annotations FieldValueInvalid",
            HttpMethod.Post,
            Maps,
            """{"metadata":{"name":"a","annotations":{"bad key":"b c"}}}""");
        await ToldAsync(
            "422 Invalid ConfigMap/a: data[bad key] FieldValueInvalid", HttpMethod.Post, Maps, """{"metadata":{"name":"a"},"data":{"bad key":"x"}}""");
        await ToldAsync(
            "422 Invalid ConfigMap/a: metadata.ownerReferences.apiVersion FieldValueInvalid metadata.ownerReferences.name FieldValueInvalid "
            + "metadata.ownerReferences.uid FieldValueInvalid",
            HttpMethod.Post, Maps, """{"metadata":{"name":"a","ownerReferences":[{"kind":"Owner"}]}}""");
    }

    [ContractFact]
    public async Task Refusals_OfChangesToWhatIsFixed_NameTheField()
    {
        var (secrets, claims) = ($"/api/v1/namespaces/{Ns}/secrets", $"/api/v1/namespaces/{Ns}/persistentvolumeclaims");
        await MadeAsync(Maps, """{"metadata":{"name":"fixed"},"data":{"a":"1"},"immutable":true}""");
        await ToldAsync("422 Invalid ConfigMap/fixed: data FieldValueForbidden", HttpMethod.Patch, $"{Maps}/fixed", """{"data":{"a":"2"}}""", Merge);
        await ToldAsync("422 Invalid ConfigMap/fixed: immutable FieldValueForbidden", HttpMethod.Patch, $"{Maps}/fixed", """{"immutable":false}""", Merge);
        await MadeAsync(secrets, """{"metadata":{"name":"typed"}}""");
        await ToldAsync("422 Invalid Secret/typed: type FieldValueInvalid", HttpMethod.Patch, $"{secrets}/typed", """{"type":"other"}""", Merge);
        await ToldAsync(
            "422 Invalid Secret/tls: data[tls.crt] FieldValueRequired data[tls.key] FieldValueRequired",
            HttpMethod.Post,
            secrets,
            """{"metadata":{"name":"tls"},"type":"kubernetes.io/tls"}""");
        await ToldAsync(
            "422 Invalid PersistentVolumeClaim/a: spec.accessModes FieldValueRequired spec.resources[storage] FieldValueRequired",
            HttpMethod.Post,
            claims,
            """{"metadata":{"name":"a"},"spec":{}}""");
        await MadeAsync(claims, """{"metadata":{"name":"claimed"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""");
        await ToldAsync(
            "422 Invalid PersistentVolumeClaim/claimed: spec FieldValueForbidden",
            HttpMethod.Patch,
            $"{claims}/claimed",
            """{"spec":{"accessModes":["ReadWriteMany"]}}""",
            Merge);
        await MadeAsync($"/apis/apps/v1/namespaces/{Ns}/statefulsets", $$$"""{"metadata":{"name":"set"},"spec":{"serviceName":"s",{{{PodSpec}}}}""");
        await ToldAsync(
            "422 Invalid StatefulSet/set: spec FieldValueForbidden",
            HttpMethod.Patch,
            $"/apis/apps/v1/namespaces/{Ns}/statefulsets/set",
            """{"spec":{"serviceName":"other"}}""",
            Merge);
        await MadeAsync($"/apis/apps/v1/namespaces/{Ns}/deployments", $$$"""{"metadata":{"name":"web"},"spec":{{{{PodSpec}}}}""");
        await ToldAsync(
            "422 Invalid Deployment/web: spec.selector FieldValueInvalid", HttpMethod.Patch, $"/apis/apps/v1/namespaces/{Ns}/deployments/web",
            """{"spec":{"selector":{"matchLabels":{"a":"c"}},"template":{"metadata":{"labels":{"a":"c"}}}}}""", Merge);
    }

    [ContractFact]
    public async Task Refusals_OfPodsAndServicesThatCannotRun_NameEachField()
    {
        await ToldAsync("422 Invalid Pod/a: spec.containers FieldValueRequired", HttpMethod.Post, Pods, """{"metadata":{"name":"a"},"spec":{}}""");
        await ToldAsync(
            "422 Invalid Pod/a: spec.containers[0].name FieldValueInvalid spec.containers[0].image FieldValueRequired", HttpMethod.Post, Pods,
            """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"A"}]}}""");
        await ToldAsync(
            "422 Invalid Pod/a: spec.containers[0].ports[0].containerPort FieldValueInvalid "
            + "spec.containers[0].env[0].name FieldValueInvalid spec.containers[0].volumeMounts[0].name FieldValueNotFound",
            HttpMethod.Post, Pods,
            """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":99999}],"env":[{"name":"X=Y"}],"volumeMounts":[{"name":"nope","mountPath":"/x"}]}]}}""");
        await ToldAsync(
            "422 Invalid Pod/a: spec.containers[1].name FieldValueDuplicate",
            HttpMethod.Post,
            Pods,
            """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"},{"name":"c","image":"i"}]}}""");
        await ToldAsync(
            "422 Invalid Pod/a: spec.restartPolicy FieldValueNotSupported",
            HttpMethod.Post,
            Pods,
            """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}],"restartPolicy":"Sometimes"}}""");
        await MadeAsync(Pods, """{"metadata":{"name":"fixed"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await ToldAsync("422 Invalid Pod/fixed: spec FieldValueForbidden", HttpMethod.Patch, $"{Pods}/fixed", """{"spec":{"hostname":"other"}}""", Merge);
        (await SendAsync(HttpMethod.Patch, $"{Pods}/fixed", """{"spec":{"containers":[{"name":"c","image":"j"}]}}""", "application/strategic-merge-patch+json")).Status
            .ShouldBe(200);
        await ToldAsync("422 Invalid Service/a: spec.ports FieldValueRequired", HttpMethod.Post, Services, """{"metadata":{"name":"a"},"spec":{}}""");
        await ToldAsync(
            "422 Invalid Service/a: spec.ports[0].name FieldValueRequired spec.ports[1].name FieldValueRequired spec.ports[1] FieldValueDuplicate",
            HttpMethod.Post,
            Services,
            """{"metadata":{"name":"a"},"spec":{"ports":[{"port":80},{"port":80}]}}""");
        await ToldAsync(
            "422 Invalid Service/a: spec.type FieldValueNotSupported",
            HttpMethod.Post,
            Services,
            """{"metadata":{"name":"a"},"spec":{"type":"Carrier","ports":[{"port":80}]}}""");
    }

    [ContractFact]
    public async Task Refusals_OfNewContentInANamespaceThatEnds_SayWhy()
    {
        await CreateAsync("holds");
        await Client.MergePatchAsync<V1ConfigMap>(
            Named("holds"), new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray("example.org/hold") } }, Limit);
        (await SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{Ns}")).Status.ShouldBe(200);

        await ToldAsync("403 Forbidden configmaps/late: metadata.namespace NamespaceTerminating", HttpMethod.Post, Maps, """{"metadata":{"name":"late"}}""");

        await Client.MergePatchAsync<V1ConfigMap>(Named("holds"), new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, Limit);
    }

    private string Pods => $"/api/v1/namespaces/{Ns}/pods";

    private string Services => $"/api/v1/namespaces/{Ns}/services";

    private async Task ToldAsync(string expected, HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        var answer = await SendAsync(method, path, body, type);
        answer.Body.ShouldNotBeNull($"{method} {path} {body} was answered {answer.Status} without a Status");
        answer.Body["kind"]!.ToString().ShouldBe("Status", $"{method} {path} {body} was not refused");
        Told(answer).ShouldBe(expected, $"{method} {path} {body}: {answer.Body["message"]}");
    }

    private async Task MadeAsync(string path, string body)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, path, body);
        status.ShouldBe(201, answer?.ToJsonString());
    }

    private async Task<(int Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var raw = Raw();
        return await raw.SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), type);
    }
}

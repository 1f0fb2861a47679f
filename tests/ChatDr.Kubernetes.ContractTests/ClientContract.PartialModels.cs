using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>
/// The models of built-in kinds have only the fields that are used here. Whatever else an object has must outlive everything that is done through them.
/// </summary>
public abstract partial class ClientContract<TServer>
{
    /// <summary>Where the Deployment below has what the models do not know.</summary>
    private static readonly string[][] UnknownPaths =
    [
        ["spec", "template", "spec", "dnsConfig"],
        ["spec", "template", "spec", "hostAliases"],
        ["spec", "template", "spec", "containers", "0", "stdin"],
        ["spec", "template", "spec", "containers", "0", "terminationMessagePath"],
        ["spec", "template", "spec", "volumes", "1", "projected"],
    ];

    [ContractFact]
    public async Task FieldsThatTheModelsLack_OutliveEveryPatch()
    {
        using var raw = Raw();
        var deployments = $"/apis/apps/v1/namespaces/{Ns}/deployments";
        var created = await raw.CreateAsync(deployments, KubernetesYaml.ReadDocuments(RichDeployment)[0].ToJsonString());
        created.Status.ShouldBe(201, created.Body?.ToJsonString());
        var before = UnknownOf(created.Body!);
        var read = await Client.GetAsync<V1Deployment>(Named("rich"), Limit);
        var known = JsonNode.Parse(JsonSerializer.Serialize(read, KubernetesJson.Options))!;
        UnknownPaths.ShouldAllBe(path => At(known, path) == null, "a field that a model has proves nothing here");

        await Client.ApplyAsync(Applied(read!, "example.org/main:2"), "one", force: true, Limit);
        await Client.MergePatchAsync<V1Deployment>(Named("rich"), new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 3 } }, Limit);
        await Client.JsonPatchAsync<V1Deployment>(
            Named("rich"), new JsonPatch().Replace("/spec/template/spec/containers/0/image", "example.org/main:3"), Limit);
        await Client.MergePatchStatusAsync<V1Deployment>(Named("rich"), new JsonObject { ["status"] = new JsonObject { ["replicas"] = 3 } }, Limit);
        await Client.ModifyAsync<V1Deployment>(
            Named("rich"), found => new JsonObject { ["spec"] = new JsonObject { ["minReadySeconds"] = found.Spec!.Replicas } }, TimeProvider.System, Limit);
        await Client.SetScaleAsync<V1Deployment>(Named("rich"), 4, WriteOptions.Default, Limit);

        var after = (await raw.SendAsync(HttpMethod.Get, $"{deployments}/rich")).Body!;
        At(after, ["spec", "template", "spec", "containers", "0", "image"])!.ToString().ShouldBe("example.org/main:3");
        At(after, ["spec", "minReadySeconds"])!.ToString().ShouldBe("3");
        At(after, ["spec", "replicas"])!.ToString().ShouldBe("4");
        UnknownOf(after).ShouldBe(before);
    }

    [ContractFact]
    public async Task FieldsThatTheModelsLack_OutliveTheEndOfWhatWasApplied()
    {
        using var raw = Raw();
        var services = $"/api/v1/namespaces/{Ns}/services";
        await raw.CreateAsync(services, """{"apiVersion":"v1","kind":"Service","metadata":{"name":"sticky"},"spec":{"sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":77}},"ports":[{"name":"a","port":80}]}}""");
        var wanted = new V1Service
        {
            Metadata = new() { Namespace = Ns, Name = "sticky" },
            Spec = new() { Ports = [new() { Name = "b", Port = 81, Protocol = "TCP" }] },
        };
        await Client.ApplyAsync(wanted, "one", force: true, Limit);

        await Client.ApplyAsync(wanted with { Spec = new() }, "one", force: true, Limit);

        var after = (await raw.SendAsync(HttpMethod.Get, $"{services}/sticky")).Body!;
        At(after, ["spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds"])!.ToString().ShouldBe("77");
        after["spec"]!["ports"]!.AsArray().ShouldHaveSingleItem()!["name"]!.ToString().ShouldBe("a");
    }

    /// <summary>Ownership is no part of the models, and yet stays with whom it was.</summary>
    [ContractFact]
    public async Task Replace_OfACompleteKind_KeepsWhoOwnsWhat()
    {
        using var raw = Raw();
        await Client.ApplyAsync(ConfigMap("both", ("mine", "1")), "one", force: true, Limit);
        var read = await ReadAsync("both");

        await Client.ReplaceAsync(
            read with { Data = new Dictionary<string, string>(read.Data!) { ["theirs"] = "1" } }, new WriteOptions { FieldManager = "two" }, Limit);

        var owners = (await raw.SendAsync(HttpMethod.Get, $"{Maps}/both")).Body!["metadata"]!["managedFields"]!.AsArray();
        owners.Select(entry => $"{entry!["manager"]} {entry["operation"]}").ShouldBe(["one Apply", "two Update"], ignoreOrder: true);
    }

    /// <summary>What may be replaced whole must have all that the kind has; the server's own definitions say what that is.</summary>
    [ContractFact]
    public async Task ReplaceableKinds_HaveEveryFieldThatTheServerKnows()
    {
        using var raw = Raw();
        var definitions = (await raw.SendAsync(HttpMethod.Get, "/openapi/v2")).Body!["definitions"]!.AsObject();
        var replaceable = typeof(IReplaceable).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IReplaceable)) && !type.IsInterface).ToList();

        replaceable.ShouldContain(typeof(V1Lease));
        foreach (var type in replaceable)
        {
            var kind = KubernetesEntityAttribute.Of(type);
            var definition = definitions.Single(entry => entry.Value!["x-kubernetes-group-version-kind"] is JsonArray names && names.Any(
                name => name!["group"]!.ToString() == kind.Group && name["version"]!.ToString() == kind.ApiVersion && name["kind"]!.ToString() == kind.Kind));
            Compare(KubernetesJson.Options.GetTypeInfo(type), definition.Value!);
        }

        void Compare(JsonTypeInfo model, JsonNode definition)
        {
            foreach (var (name, field) in definition["properties"] as JsonObject ?? [])
            {
                var known = model.Properties.FirstOrDefault(property => property.Name == name).ShouldNotBeNull($"{model.Type.Name} lacks {name}");
                var isObject = KubernetesJson.Options.GetTypeInfo(known.PropertyType) is { Kind: JsonTypeInfoKind.Object };
                if (name != "metadata" && isObject && field!["$ref"] is { } reference)
                {
                    Compare(KubernetesJson.Options.GetTypeInfo(known.PropertyType), definitions[reference.ToString().Split('/')[^1]]!);
                }
            }
        }
    }

    private const string RichDeployment =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: rich}
        spec:
          replicas: 1
          selector: {matchLabels: {app: rich}}
          template:
            metadata: {labels: {app: rich}}
            spec:
              dnsConfig: {searches: [example.org], options: [{name: ndots, value: "2"}]}
              hostAliases: [{ip: 10.0.0.1, hostnames: [one, two]}]
              containers:
              - name: main
                image: example.org/main:1
                stdin: true
                terminationMessagePath: /tmp/last-words
              volumes:
              - name: scratch
                emptyDir: {sizeLimit: 1Gi}
              - name: token
                projected: {defaultMode: 256, sources: [{configMap: {name: settings, items: [{key: a, path: b}]}}]}
        """;

    private static V1Deployment Applied(V1Deployment read, string image) => new()
    {
        Metadata = new() { Namespace = read.Metadata.Namespace, Name = read.Metadata.Name },
        Spec = new()
        {
            Selector = read.Spec!.Selector,
            Template = new()
            {
                Metadata = read.Spec.Template!.Metadata,
                Spec = new() { Containers = [new() { Name = "main", Image = image }], Volumes = [new() { Name = "scratch", EmptyDir = new() { SizeLimit = "1024Mi" } }] },
            },
        },
    };

    private static List<string?> UnknownOf(JsonNode entity) =>
        [.. UnknownPaths.Select(path => At(entity, path).ShouldNotBeNull(string.Join('/', path)).ToJsonString())];

    private static JsonNode? At(JsonNode? node, string[] path) =>
        path.Aggregate(node, (found, name) =>
            found is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : found?[name]);
}

using System.Text;
using ChatDr.Tests.Shared;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>The table of docs/lab.md, and how to see each of its rows on a server.</summary>
internal static class LabDifferences
{
    private static readonly Dictionary<string, Func<RawClient, string, Task<string>>> Probes = new()
    {
        ["list ConfigMaps as a user without any right"] =
            async (client, ns) => $"{(await client.SendAsync(HttpMethod.Get, $"/api/v1/namespaces/{ns}/configmaps", user: "nobody")).Status}",
        ["create a ReplicaSet whose body is protobuf"] = async (client, ns) =>
            $"{(await client.SendAsync(HttpMethod.Post, $"/apis/apps/v1/namespaces/{ns}/replicasets", ProtobufReplicaSet("bare"), "application/vnd.kubernetes.protobuf")).Status}",
        ["read apiregistration.k8s.io/v1 (aggregation)"] =
            async (client, _) => $"{(await client.SendAsync(HttpMethod.Get, "/apis/apiregistration.k8s.io/v1")).Status}",
        ["read admissionregistration.k8s.io/v1 (webhooks)"] =
            async (client, _) => $"{(await client.SendAsync(HttpMethod.Get, "/apis/admissionregistration.k8s.io/v1")).Status}",
        ["evict a pod"] = EvictAsync,
        ["create a pod that asks for 0.5 of a CPU, read it back"] = async (client, ns) =>
        {
            await CreatePodAsync(client, ns);
            return (await client.SendAsync(HttpMethod.Get, $"/api/v1/namespaces/{ns}/pods/p")).Body!["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]!.ToString();
        },
    };

    /// <summary>The rows: what to do, what the lab answers, what a real server answers.</summary>
    public static IReadOnlyList<(string Do, string Lab, string Real)> Rows { get; } =
    [
        .. File.ReadLines(Path.Combine(RepositoryRoot.Folder.FullName, "docs", "lab.md"))
            .SkipWhile(line => !line.StartsWith("| Do this", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => (cells[1], cells[2], cells[3])),
    ];

    /// <summary>What a server answers to a row.</summary>
    public static async Task<string> SeeAsync(RawClient client, string what)
    {
        var ns = $"differs-{Guid.NewGuid():N}"[..20];
        (await client.CreateAsync("/api/v1/namespaces", $$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{ns}}"} }""")).Status.ShouldBe(201);
        Probes.ShouldContainKey(what, "every row of the table needs a probe");
        return await Probes[what](client, ns);
    }

    private static async Task<string> EvictAsync(RawClient client, string ns)
    {
        await CreatePodAsync(client, ns);
        var served = (await client.SendAsync(HttpMethod.Get, "/api/v1")).Body!["resources"]!.AsArray()
            .FirstOrDefault(resource => resource!["name"]!.ToString() == "pods/eviction");
        var eviction = $$"""{"apiVersion":"policy/{{served?["version"] ?? "v1"}}","kind":"Eviction","metadata":{"name":"p"} }""";
        return $"{(await client.CreateAsync($"/api/v1/namespaces/{ns}/pods/p/eviction", eviction)).Status}";
    }

    private static async Task CreatePodAsync(RawClient client, string ns)
    {
        const string Pod = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"main","image":"example.org/main:1","resources":{"requests":{"cpu":"0.5"}}}]}}""";
        (await client.CreateAsync($"/api/v1/namespaces/{ns}/pods", Pod)).Status.ShouldBe(201);
    }

    /// <summary>
    /// Kubernetes' envelope around a ReplicaSet with nothing but a name, which a real server reads and finds invalid (Kubernetes documentation, "Protobuf
    /// encoding").
    /// </summary>
    private static byte[] ProtobufReplicaSet(string name)
    {
        var metadata = Field(1, Encoding.UTF8.GetBytes(name));
        var type = Field(1, "apps/v1"u8.ToArray()).Concat(Field(2, "ReplicaSet"u8.ToArray())).ToArray();
        return [.. "k8s\0"u8, .. Field(1, type), .. Field(2, Field(1, metadata))];
    }

    private static byte[] Field(int number, byte[] content) => [(byte)((number << 3) | 2), (byte)content.Length, .. content];
}

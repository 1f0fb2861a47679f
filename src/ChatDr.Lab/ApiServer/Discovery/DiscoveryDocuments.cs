using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Discovery;

/// <summary>The discovery documents (apimachinery <c>meta/v1</c> APIGroupList and APIResourceList, <c>apidiscovery/v2</c>).</summary>
internal static class DiscoveryDocuments
{
    /// <summary>The version whose behaviour the server follows, marked as not being it.</summary>
    internal const string GitVersion = "v1.32.0+chatdr-lab";

    private static readonly string[] SubresourceVerbs = ["get", "patch", "update"];

    internal static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "32",
        ["gitVersion"] = GitVersion,
        ["gitCommit"] = "",
        ["gitTreeState"] = "",
        ["buildDate"] = "",
        ["goVersion"] = "",
        ["compiler"] = "dotnet",
        ["platform"] = $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}/{Architecture()}",
    };

    internal static JsonObject Paths(ResourceCatalog catalog) => new()
    {
        ["paths"] = new JsonArray(["/api", "/api/v1", "/apis",
            .. Versions(catalog).Where(v => v.Group.Length > 0).Select(v => (JsonNode)$"/apis/{v.Group}/{v.Version}"),
            "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"]),
    };

    internal static JsonObject CoreVersions() => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(),
    };

    internal static JsonObject Groups(ResourceCatalog catalog) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray(
            [.. Versions(catalog).Where(v => v.Group.Length > 0).GroupBy(v => v.Group).Select(group => GroupOf(group.Key, group.Select(v => v.Version)))]),
    };

    internal static JsonObject Group(ResourceCatalog catalog, string name)
    {
        string[] versions = [.. Versions(catalog).Where(v => v.Group == name && name.Length > 0).Select(v => v.Version)];
        if (versions.Length == 0)
            throw ApiException.NoSuchPath();
        JsonObject group = GroupOf(name, versions);
        group["kind"] = "APIGroup";
        group["apiVersion"] = "v1";
        return group;
    }

    internal static JsonObject Resources(ResourceCatalog catalog, string group, string version)
    {
        ApiResource[] resources = [.. catalog.All.Where(r => r.Group == group && r.Version == version)];
        if (resources.Length == 0)
            throw ApiException.NoSuchPath();
        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = resources[0].ApiVersion,
            ["resources"] = new JsonArray([.. resources.SelectMany(Entries)]),
        };
    }

    internal static JsonObject Aggregated(ResourceCatalog catalog, bool core) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. Versions(catalog).Where(v => v.Group.Length == 0 == core).GroupBy(v => v.Group).Select(group => new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = group.Key.Length == 0 ? null : group.Key, ["creationTimestamp"] = null },
            ["versions"] = new JsonArray([.. group.Select(version => new JsonObject
            {
                ["version"] = version.Version,
                ["freshness"] = "Current",
                ["resources"] = new JsonArray([.. catalog.All.Where(r => (r.Group, r.Version) == version).Select(AggregatedEntry)]),
            })]),
        })]),
    };

    /// <summary>Groups with their versions, in order of discovery.</summary>
    internal static IEnumerable<(string Group, string Version)> Versions(ResourceCatalog catalog) =>
        catalog.All.Select(resource => (resource.Group, resource.Version)).Distinct();

    private static JsonObject GroupOf(string name, IEnumerable<string> versions)
    {
        JsonArray list = [.. versions.Select(version => new JsonObject { ["groupVersion"] = $"{name}/{version}", ["version"] = version })];
        return new JsonObject { ["name"] = name, ["preferredVersion"] = list[0]!.DeepClone(), ["versions"] = list };
    }

    private static IEnumerable<JsonNode> Entries(ApiResource resource)
    {
        JsonObject entry = Entry(resource, resource.Plural, resource.Kind, resource.Verbs);
        entry["singularName"] = resource.Singular;
        if (resource.ShortNames.Count > 0)
            entry["shortNames"] = Strings(resource.ShortNames);
        if (resource.Categories.Count > 0)
            entry["categories"] = Strings(resource.Categories);
        yield return entry;
        if (resource.HasStatus)
            yield return Entry(resource, resource.Plural + "/status", resource.Kind, SubresourceVerbs);
        if (resource.Storage == BuiltInResources.PodStorage)
            yield return Entry(resource, resource.Plural + "/log", resource.Kind, ["get"]);
        if (resource.Scale is not null)
        {
            JsonObject scale = Entry(resource, resource.Plural + "/scale", "Scale", SubresourceVerbs);
            scale["group"] = "autoscaling";
            scale["version"] = "v1";
            yield return scale;
        }
    }

    private static JsonObject Entry(ApiResource resource, string name, string kind, IReadOnlyList<string> verbs) => new()
    {
        ["name"] = name,
        ["singularName"] = "",
        ["namespaced"] = resource.Namespaced,
        ["kind"] = kind,
        ["verbs"] = Strings(verbs),
    };

    private static JsonObject AggregatedEntry(ApiResource resource)
    {
        JsonArray subresources = [];
        if (resource.HasStatus)
            subresources.Add(Subresource("status", Kind(resource.Group, resource.Version, resource.Kind), SubresourceVerbs));
        if (resource.Storage == BuiltInResources.PodStorage)
            subresources.Add(Subresource("log", Kind(resource.Group, resource.Version, resource.Kind), ["get"]));
        if (resource.Scale is not null)
            subresources.Add(Subresource("scale", Kind("autoscaling", "v1", "Scale"), SubresourceVerbs));
        JsonObject entry = new()
        {
            ["resource"] = resource.Plural,
            ["responseKind"] = Kind(resource.Group, resource.Version, resource.Kind),
            ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.Singular,
            ["verbs"] = Strings(resource.Verbs),
            ["shortNames"] = Strings(resource.ShortNames),
            ["categories"] = Strings(resource.Categories),
        };
        if (subresources.Count > 0)
            entry["subresources"] = subresources;
        return entry;
    }

    private static JsonObject Subresource(string name, JsonObject kind, string[] verbs) =>
        new() { ["subresource"] = name, ["responseKind"] = kind, ["verbs"] = Strings(verbs) };

    private static JsonObject Kind(string group, string version, string kind) => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    private static JsonArray Strings(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    private static string Architecture() => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString(),
    };
}

using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Json;
using ChatDr.Lab.ApiServer;
using ChatDr.Tests.Shared;

namespace ChatDr.EndToEnd.Tests.Lab;

/// <summary>The role of config/rbac, held against what the operator really asked for: the lab's server refuses nothing, a real one would.</summary>
internal static class OperatorRole
{
    private static readonly List<JsonObject> Rules = Read();

    /// <summary>Asserts that nothing was asked for that the role does not allow.</summary>
    public static void AllowsAll(IEnumerable<ApiAccess> accesses)
    {
        var asked = accesses.Where(access => access.UserAgent.StartsWith("chatdr-operator/", StringComparison.Ordinal)).ToList();

        asked.Count.ShouldBeGreaterThan(20, "the operator's requests were seen");
        asked.Where(access =>
            !Rules.Any(rule => Has(rule, "apiGroups", access.Group) && Has(rule, "resources", access.Resource) && Has(rule, "verbs", access.Verb)))
            .ShouldBeEmpty("config/rbac/role.yaml has to allow what the operator does");
    }

    private static bool Has(JsonObject rule, string list, string wanted) => ((JsonArray)rule[list]!).Any(item => item!.ToString() == wanted);

    private static List<JsonObject> Read()
    {
        var file = Path.Combine(RepositoryRoot.Folder.FullName, "config", "rbac", "role.yaml");
        var role = KubernetesYaml.ReadDocuments(File.ReadAllText(file)).Single(document => document["kind"]!.ToString() == "ClusterRole");
        return [.. ((JsonArray)role["rules"]!).Cast<JsonObject>()];
    }
}

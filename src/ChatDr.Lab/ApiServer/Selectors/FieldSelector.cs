using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Storage;

namespace ChatDr.Lab.ApiServer.Selectors;

/// <summary>A field selector: <c>metadata.name=a,status.phase!=Running</c>. As on a real server each kind supports only some fields.</summary>
internal sealed class FieldSelector
{
    private readonly List<(string Path, string Value, bool Equal)> _requirements = [];

    private FieldSelector()
    {
    }

    /// <summary>The single name that the selector asks for, or null.</summary>
    internal string? Name => _requirements.Find(r => r is { Path: "metadata.name", Equal: true }).Value;

    /// <summary>Parses a selector on a kind; null or empty selects everything.</summary>
    /// <exception cref="ApiException">The kind does not support one of the fields.</exception>
    internal static FieldSelector Parse(string? text, ApiResource resource)
    {
        FieldSelector selector = new();
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw ApiException.BadRequest($"invalid selector: '{part}'; can't understand '{part}'");
            bool unequal = part[at - 1] == '!';
            string path = part[..(unequal ? at - 1 : at)];
            if (!Supports(resource, path))
                throw ApiException.BadRequest(Refusal(resource, path));
            selector._requirements.Add((Stored(path), part[(at + 1)..].TrimStart('='), !unequal));
        }

        return selector;
    }

    internal bool Matches(StoredObject stored)
    {
        JsonObject? content = null;
        foreach ((string path, string wanted, bool equal) in _requirements)
        {
            string found = path switch
            {
                "metadata.name" => stored.Key.Name,
                "metadata.namespace" => stored.Key.Namespace,
                _ => (content ??= stored.Read()).Text(path.Split('.')) ?? content.At(path.Split('.'))?.ToJsonString() ?? "",
            };
            if ((found == wanted) != equal)
                return false;
        }

        return true;
    }

    private static bool Supports(ApiResource resource, string path) =>
        path is "metadata.name" || (path is "metadata.namespace" && resource.Namespaced) || resource.Storage switch
        {
            "/pods" => path is "spec.nodeName" or "spec.restartPolicy" or "spec.schedulerName" or "spec.serviceAccountName" or "status.phase" or "status.podIP",
            "/events" => path is "reason" or "type" or "source" or "reportingComponent" || path.StartsWith("involvedObject.", StringComparison.Ordinal)
                || path.StartsWith("regarding.", StringComparison.Ordinal),
            "/secrets" => path is "type",
            "/namespaces" => path is "status.phase",
            "/nodes" => path is "spec.unschedulable",
            "/services" => path is "spec.clusterIP" or "spec.type",
            _ => false,
        };

    private static string Refusal(ApiResource resource, string path) =>
        resource.IsCustom || resource.Storage is "/pods" or "/events" or "/secrets" or "/namespaces" or "/nodes" or "/services"
            ? $"field label not supported: {path}"
            : $"\"{path}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";

    private static string Stored(string path) => path switch
    {
        "source" => "source.component",
        _ when path.StartsWith("regarding.", StringComparison.Ordinal) => "involvedObject." + path["regarding.".Length..],
        _ => path,
    };
}

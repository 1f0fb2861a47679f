using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Resources;

/// <summary>Where a kind keeps what its <c>Scale</c> shows, as a definition's <c>subresources.scale</c> says it:
/// simple paths such as <c>.spec.replicas</c>.</summary>
/// <param name="Spec">Replicas that are wanted.</param>
/// <param name="Status">Replicas that there are.</param>
/// <param name="Selector">The selector of its pods as text; null when the kind has a label selector in <c>spec.selector</c>, or none.</param>
internal sealed record ScalePaths(string[] Spec, string[] Status, string[]? Selector)
{
    /// <summary>Those of the workloads.</summary>
    internal static ScalePaths Workload { get; } = new(["spec", "replicas"], ["status", "replicas"], null);

    /// <summary>Reads them; null when there is no such subresource.</summary>
    internal static ScalePaths? From(JsonNode? scale) => scale.Text("specReplicasPath") is { } spec && scale.Text("statusReplicasPath") is { } status
        ? new ScalePaths(Names(spec), Names(status), scale.Text("labelSelectorPath") is { } selector ? Names(selector) : null)
        : null;

    private static string[] Names(string path) => path.Split('.', StringSplitOptions.RemoveEmptyEntries);
}

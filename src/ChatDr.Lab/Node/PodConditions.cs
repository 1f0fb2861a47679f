using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>Reads a pod's state.</summary>
internal static class PodConditions
{
    /// <summary>Whether the pod may get traffic.</summary>
    public static bool IsReady(this V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && (pod.Status?.Conditions ?? []).Any(condition => condition is { Type: "Ready", Status: "True" });

    /// <summary>The zone that the pod asks for; empty for anywhere.</summary>
    public static string Zone(this V1Pod pod) => pod.Spec?.NodeSelector?.GetValueOrDefault(LabLabels.Zone) ?? "";
}

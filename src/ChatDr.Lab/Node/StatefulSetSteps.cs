using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>What to do next for a StatefulSet. Pure.</summary>
/// <param name="Create">Numbers of pods to make.</param>
/// <param name="Delete">Pods to delete.</param>
internal sealed record StatefulSetSteps(IReadOnlyList<int> Create, IReadOnlyList<V1Pod> Delete)
{
    /// <summary>
    /// Decides from the set and its pods in order of number. Parallel makes and removes all at once; OrderedReady waits for each predecessor.
    /// </summary>
    public static StatefulSetSteps Next(V1StatefulSet set, IReadOnlyList<V1Pod> own, string revision)
    {
        var wanted = set.Spec?.Replicas ?? 1;
        var parallel = set.Spec?.PodManagementPolicy == "Parallel";
        var there = own.ToDictionary(StatefulSetReconciler.Ordinal);
        var create = new List<int>();
        for (var ordinal = 0; ordinal < wanted; ordinal++)
        {
            if (!there.TryGetValue(ordinal, out var pod))
            {
                create.Add(ordinal);
            }

            if (!parallel && (pod is null || !pod.IsReady()))
            {
                break;
            }
        }

        var surplus = own.Where(pod => StatefulSetReconciler.Ordinal(pod) >= wanted).Reverse().ToList();
        var delete = (parallel ? surplus : surplus.Take(1)).Where(pod => pod.Metadata.DeletionTimestamp is null).ToList();
        if (create.Count == 0 && surplus.Count == 0 && Outdated(set, own, revision) is { } outdated)
        {
            delete.Add(outdated);
        }

        return new StatefulSetSteps(create, delete);
    }

    // The highest number first, and only one that is not ready at a time, as the update of a real StatefulSet does it.
    private static V1Pod? Outdated(V1StatefulSet set, IReadOnlyList<V1Pod> own, string revision)
    {
        if (set.Spec?.UpdateStrategy?.Type == "OnDelete" || own.Any(pod => pod.Metadata.DeletionTimestamp is not null))
        {
            return null;
        }

        var current = $"{set.Metadata.Name}-{revision}";
        var outdated = own.LastOrDefault(pod => pod.Metadata.Labels?.GetValueOrDefault(LabLabels.Revision) != current);
        return outdated is null || own.Any(pod => pod != outdated && !pod.IsReady()) ? null : outdated;
    }
}

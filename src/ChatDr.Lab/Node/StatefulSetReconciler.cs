using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Lab.Node;

/// <summary>Gives a StatefulSet its numbered pods, each with its own claims, and replaces them one at a time when the template changes.</summary>
internal sealed class StatefulSetReconciler(
    IKubernetesClient client,
    IEntityCache<V1StatefulSet> sets,
    IEntityCache<V1Pod> pods,
    IEntityCache<V1PersistentVolumeClaim> claims) : IReconciler<V1StatefulSet>
{
    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (sets.Get(name) is not { Metadata.DeletionTimestamp: null, Spec: { Template: not null } } set)
        {
            return ReconcileResult.Done;
        }

        var revision = PodTemplates.Revision(set.Spec.Template);
        var own = pods.ControlledBy(set.Metadata.Uid!).OrderBy(Ordinal).ToList();
        var steps = StatefulSetSteps.Next(set, own, revision);
        foreach (var ordinal in steps.Create)
        {
            await CreateAsync(set, ordinal, revision, cancellationToken);
        }

        foreach (var pod in steps.Delete)
        {
            await client.DeleteAsync<V1Pod>(NamespacedName.Of(pod), new DeleteOptions { Uid = pod.Metadata.Uid }, cancellationToken);
        }

        await ReportAsync(name, set, own, $"{set.Metadata.Name}-{revision}", cancellationToken);
        return ReconcileResult.Done;
    }

    /// <summary>A pod's number.</summary>
    public static int Ordinal(V1Pod pod) => int.Parse(pod.Metadata.Name![(pod.Metadata.Name!.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);

    private async Task CreateAsync(V1StatefulSet set, int ordinal, string revision, CancellationToken cancellationToken)
    {
        foreach (var claim in (set.Spec!.VolumeClaimTemplates ?? []).Select(template => PodTemplates.Claim(set, template, ordinal)))
        {
            if (claims.Get(NamespacedName.Of(claim)) is null)
            {
                await CreateIfAbsentAsync(claim, cancellationToken);
            }
        }

        await CreateIfAbsentAsync(PodTemplates.Pod(set, ordinal, revision), cancellationToken);
    }

    private async Task CreateIfAbsentAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            await client.CreateAsync(entity, cancellationToken);
        }
        catch (KubernetesApiException exists) when (exists.IsAlreadyExists)
        {
            // The cache trails the server: it is there, or its predecessor is still going. Its change wakes this key again.
        }
    }

    private async Task ReportAsync(NamespacedName name, V1StatefulSet set, List<V1Pod> own, string revision, CancellationToken cancellationToken)
    {
        var live = own.Where(pod => pod.Metadata.DeletionTimestamp is null).ToList();
        var ready = live.Count(PodConditions.IsReady);
        var updated = live.Count(pod => pod.Metadata.Labels?.GetValueOrDefault(LabLabels.Revision) == revision);
        var status = new V1StatefulSetStatus
        {
            ObservedGeneration = set.Metadata.Generation,
            Replicas = own.Count,
            ReadyReplicas = ready,
            AvailableReplicas = ready,
            CurrentReplicas = updated,
            UpdatedReplicas = updated,
            CurrentRevision = updated == own.Count ? revision : set.Status?.CurrentRevision ?? revision,
            UpdateRevision = revision,
        };
        if (status != set.Status)
        {
            await client.MergePatchStatusAsync<V1StatefulSet>(
                name, new JsonObject { ["status"] = JsonSerializer.SerializeToNode(status, KubernetesJson.Options) }, cancellationToken);
        }
    }
}

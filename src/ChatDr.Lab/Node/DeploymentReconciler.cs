using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Lab.Node;

/// <summary>Gives a Deployment its pods, which it owns itself: the lab keeps no history of ReplicaSets. A changed template replaces all of them.</summary>
internal sealed class DeploymentReconciler(IKubernetesClient client, IEntityCache<V1Deployment> deployments, IEntityCache<V1Pod> pods)
    : IReconciler<V1Deployment>
{
    private static readonly ListOptions All = new();

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (deployments.Get(name) is not { Metadata.DeletionTimestamp: null, Spec: { Template: not null } } deployment)
        {
            return ReconcileResult.Done;
        }

        // Names are random, so a cache that trails would lead to too many pods: ask the server before anything is made.
        var own = pods.ControlledBy(deployment.Metadata.Uid!);
        var revision = PodTemplates.Revision(deployment.Spec.Template);
        var wanted = deployment.Spec.Replicas ?? 1;
        if (Current(own, revision).Count < wanted)
        {
            var list = await client.ListAsync<V1Pod>(name.Namespace, All, cancellationToken);
            own = [.. list.Items.Where(pod => pod.Metadata.OwnerReferences?.Any(owner => owner.Uid == deployment.Metadata.Uid) == true)];
        }

        var current = Current(own, revision);
        for (var missing = current.Count; missing < wanted; missing++)
        {
            await client.CreateAsync(PodTemplates.Pod(deployment, revision), cancellationToken);
        }

        foreach (var pod in current.Skip(wanted).Concat(own.Where(pod => pod.Metadata.DeletionTimestamp is null).Except(current)))
        {
            await client.DeleteAsync<V1Pod>(NamespacedName.Of(pod), new DeleteOptions { Uid = pod.Metadata.Uid }, cancellationToken);
        }

        await ReportAsync(name, deployment, current, cancellationToken);
        return ReconcileResult.Done;
    }

    private static List<V1Pod> Current(IEnumerable<V1Pod> own, string revision) =>
        [.. own.Where(pod => pod.Metadata.DeletionTimestamp is null && pod.Metadata.Labels?.GetValueOrDefault(LabLabels.TemplateHash) == revision)];

    private async Task ReportAsync(NamespacedName name, V1Deployment deployment, List<V1Pod> current, CancellationToken cancellationToken)
    {
        var ready = current.Count(PodConditions.IsReady);
        var status = new V1DeploymentStatus
        {
            ObservedGeneration = deployment.Metadata.Generation,
            Replicas = current.Count,
            UpdatedReplicas = current.Count,
            ReadyReplicas = ready,
            AvailableReplicas = ready,
            UnavailableReplicas = (deployment.Spec!.Replicas ?? 1) - ready,
        };
        if (status != (deployment.Status is { } old ? old with { Conditions = null } : null))
        {
            await client.MergePatchStatusAsync<V1Deployment>(
                name, new JsonObject { ["status"] = JsonSerializer.SerializeToNode(status, KubernetesJson.Options) }, cancellationToken);
        }
    }
}

using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Instances;
using ChatDr.SqlServer.Mirroring;

namespace ChatDr.Operator.Mirroring;

/// <summary>Labels the pods with their roles; the Service of the principal selects by that label.</summary>
internal sealed class PodRoles(IKubernetesClient client, IEntityCache<V1Pod> pods)
{
    /// <summary>The label that each member's pod must have; members of which nothing can be said keep theirs.</summary>
    internal static IReadOnlyDictionary<string, string> Wanted(MirroringGoal goal, MirroringReport report, AvailabilityGroupObservation observation)
    {
        var wanted = new Dictionary<string, string>();
        foreach (var partner in goal.Partners)
        {
            if (partner.Name == report.Principal && !goal.Fence)
            {
                wanted[partner.Name] = "principal";
            }
            else if (report.Principal is not null || goal.Fence || observation.Of(partner).IsReachable)
            {
                wanted[partner.Name] = "mirror";
            }
        }

        if (goal.Witness is { } witness)
        {
            wanted[witness.Name] = "witness";
        }

        return wanted;
    }

    /// <summary>Patches the pods whose label differs; the former principal first, so that never two are selected.</summary>
    public async Task ApplyAsync(string ns, IReadOnlyDictionary<string, string> wanted, CancellationToken cancellationToken)
    {
        foreach (var (instance, role) in wanted.OrderBy(entry => entry.Value == "principal"))
        {
            var name = new NamespacedName(ns, InstanceChildren.Pod(instance));
            if (pods.Get(name) is not { } pod || (pod.Metadata.Labels?.TryGetValue(InstanceLabels.Role, out var label) == true && label == role))
            {
                continue;
            }

            var patch = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [InstanceLabels.Role] = role } } };
            try
            {
                await client.MergePatchAsync<V1Pod>(name, patch, cancellationToken);
            }
            catch (KubernetesApiException gone) when (gone.IsNotFound)
            {
                // The pod went meanwhile; its successor wakes this controller.
                continue;
            }
        }
    }
}

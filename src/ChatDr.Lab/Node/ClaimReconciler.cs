using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Lab.Node;

/// <summary>Binds claims to folders; a claim's folder goes with it.</summary>
internal sealed class ClaimReconciler(IKubernetesClient client, IEntityCache<V1PersistentVolumeClaim> claims, LabFolders folders)
    : IReconciler<V1PersistentVolumeClaim>
{
    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        var folder = folders.Claim(name);
        if (claims.Get(name) is not { } claim)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            return ReconcileResult.Done;
        }

        if (claim.Status?.Phase == "Bound")
        {
            return ReconcileResult.Done;
        }

        Directory.CreateDirectory(folder);
        await client.MergePatchStatusAsync<V1PersistentVolumeClaim>(name, Bound(claim), cancellationToken);
        return ReconcileResult.Done;
    }

    private static JsonObject Bound(V1PersistentVolumeClaim claim) => new()
    {
        ["status"] = new JsonObject
        {
            ["phase"] = "Bound",
            ["accessModes"] = new JsonArray([.. (claim.Spec?.AccessModes ?? ["ReadWriteOnce"]).Select(mode => JsonValue.Create(mode))]),
            ["capacity"] = new JsonObject { ["storage"] = claim.Spec?.Resources?.Requests?.GetValueOrDefault("storage")?.ToString() ?? "1Gi" },
        },
    };
}

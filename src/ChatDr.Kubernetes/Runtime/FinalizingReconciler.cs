using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// Runs a finalizer around a reconciler. The mark is on the object before anything outside can be made for it. Only this mark is looked at and taken off,
/// wherever it stands among others; an object that was being deleted before the operator started is cleaned up like any other.
/// </summary>
internal sealed class FinalizingReconciler<TEntity>(
    IReconciler<TEntity> inner, IFinalizer<TEntity> finalizer, string mark, IKubernetesClient client, IEntityCache<TEntity> cache) : IReconciler<TEntity>
    where TEntity : class, IKubernetesObject
{
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (cache.Get(name) is not { } entity)
        {
            return await inner.ReconcileAsync(name, cancellationToken);
        }

        var isMarked = entity.Metadata.Finalizers?.Contains(mark) == true;
        if (entity.Metadata.DeletionTimestamp is not null)
        {
            if (isMarked)
            {
                return await FinalizeAsync(entity, cancellationToken);
            }

            // Finalizers one within another clean up one after another; the reconciler itself is not for what goes.
            return inner is FinalizingReconciler<TEntity> ? await inner.ReconcileAsync(name, cancellationToken) : ReconcileResult.Done;
        }

        if (!isMarked)
        {
            // The change wakes this key again; by then the cache knows the mark.
            await client.MergePatchAsync<TEntity>(name, Finalizers(entity, [.. entity.Metadata.Finalizers ?? [], mark]), cancellationToken);
            return ReconcileResult.Done;
        }

        return await inner.ReconcileAsync(name, cancellationToken);
    }

    private async Task<ReconcileResult> FinalizeAsync(TEntity entity, CancellationToken cancellationToken)
    {
        var result = await finalizer.FinalizeAsync(entity, cancellationToken);
        if (!result.IsDone)
        {
            return new ReconcileResult(result.RequeueAfter);
        }

        try
        {
            await client.MergePatchAsync<TEntity>(
                NamespacedName.Of(entity), Finalizers(entity, (entity.Metadata.Finalizers ?? []).Where(other => other != mark)), cancellationToken);
        }
        catch (KubernetesApiException gone) when (gone.IsNotFound)
        {
            // Somebody else took the last mark off meanwhile.
        }

        return ReconcileResult.Done;
    }

    /// <summary>A list is replaced whole by a merge patch, so the revision makes sure that nobody's mark is lost: a 409 means to look again.</summary>
    private static JsonObject Finalizers(TEntity entity, IEnumerable<string> marks) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["resourceVersion"] = entity.Metadata.ResourceVersion,
            ["finalizers"] = new JsonArray([.. marks.Select(mark => JsonValue.Create(mark))]),
        },
    };
}

using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// Runs finalizers around a reconciler. Their marks are on the object before anything outside can be made for it. Only these marks are looked at and taken off,
/// wherever they stand among others; an object that was being deleted before the operator started is cleaned up like any other. Finalizers clean up in the
/// order given, one when the marks of those before it are off.
/// </summary>
internal sealed class FinalizingReconciler<TEntity>(
    IReconciler<TEntity> inner,
    IReadOnlyList<(string Mark, IFinalizer<TEntity> Finalizer)> finalizers,
    IKubernetesClient client,
    IEntityCache<TEntity> cache) : IReconciler<TEntity>
    where TEntity : class, IKubernetesObject
{
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (cache.Get(name) is not { } entity)
        {
            return await inner.ReconcileAsync(name, cancellationToken);
        }

        var present = entity.Metadata.Finalizers ?? [];
        if (entity.Metadata.DeletionTimestamp is not null)
        {
            // The reconciler itself is not for what goes.
            return finalizers.FirstOrDefault(each => present.Contains(each.Mark)) is (Mark: { } mark, Finalizer: { } finalizer)
                ? await FinalizeAsync(entity, mark, finalizer, cancellationToken)
                : ReconcileResult.Done;
        }

        var missing = finalizers.Select(each => each.Mark).Except(present).ToList();
        if (missing.Count > 0)
        {
            // The change wakes this key again; by then the cache knows the marks.
            await client.MergePatchAsync<TEntity>(name, Finalizers(entity, [.. present, .. missing]), cancellationToken);
            return ReconcileResult.Done;
        }

        return await inner.ReconcileAsync(name, cancellationToken);
    }

    private async Task<ReconcileResult> FinalizeAsync(TEntity entity, string mark, IFinalizer<TEntity> finalizer, CancellationToken cancellationToken)
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

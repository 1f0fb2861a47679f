using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// Cleans up what an object has outside the cluster before the object goes. The runtime puts its mark on every object before the first reconcile.
/// </summary>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IFinalizer<in TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>
    /// Cleans up for an object that is being deleted; called until it says that it is done, so it must be idempotent. An exception is retried with back-off.
    /// </summary>
    Task<FinalizeResult> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}

using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// Brings the world in line with one object. It gets a key, reads the object from an <see cref="IEntityCache{T}"/>, and may run many times for one change:
/// it must be idempotent. The runtime never runs one key twice at once.
/// </summary>
/// <typeparam name="TEntity">The kind it is responsible for.</typeparam>
public interface IReconciler<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>
    /// Observes, decides and acts once. An exception is logged and retried with back-off (5 ms doubling), or, if it is a <see cref="TerminalException"/>,
    /// logged and left until something changes; it never ends the process.
    /// </summary>
    Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken);
}

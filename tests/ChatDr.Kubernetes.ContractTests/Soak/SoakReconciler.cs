using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>
/// Notes the state that it read when it began, and takes a moment, so that changes come in between. Some reconciles fail, and some ask to be called again
/// before they note anything: a key whose retry or requeue is lost stays behind.
/// </summary>
internal sealed class SoakReconciler<T>(IEntityCache<T> cache, SoakLedger ledger) : IReconciler<T>
    where T : class, IKubernetesObject
{
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        var number = ledger.Begin(typeof(T), name);
        try
        {
            var revision = cache.Get(name)?.Metadata.ResourceVersion ?? "";
            await Task.Delay(TimeSpan.FromMilliseconds(number % 201), TimeProvider.System, cancellationToken);
            if (number % 97 == 0)
            {
                throw new InvalidOperationException("One reconcile in 97 fails.");
            }

            if (number % 53 == 0)
            {
                return ReconcileResult.After(TimeSpan.FromSeconds(2));
            }

            ledger.Saw(typeof(T), name, revision);
            return ReconcileResult.Done;
        }
        finally
        {
            ledger.End(typeof(T), name);
        }
    }
}

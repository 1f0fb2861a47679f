using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Demo;

/// <summary>Waits on conditions, as <c>kubectl wait</c> does.</summary>
/// <param name="client">The API server.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterWait(IKubernetesClient client, TimeProvider time)
{
    /// <summary>The object as it is when <paramref name="condition"/> first holds.</summary>
    /// <param name="name">The object; it may not be there yet.</param>
    /// <param name="condition">What to wait for. It may throw <see cref="DemoFailedException"/> when it can no longer come true.</param>
    /// <param name="awaited">The same in words.</param>
    /// <param name="describe">What to tell of the object when time is up.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DemoFailedException">Time is up.</exception>
    public async Task<T> UntilAsync<T>(
        NamespacedName name, Func<T, bool> condition, string awaited, Func<T, string> describe, TimeSpan limit, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        T? seen = null;
        try
        {
            while (true)
            {
                var list = await client.ListAsync<T>(name.Namespace, Only(name), linked.Token);
                seen = list.Items is [var first, ..] ? first : seen;
                if (list.Items.Count > 0 && condition(seen!))
                {
                    return seen!;
                }

                await foreach (var change in WatchAsync<T>(name, list.Metadata.ResourceVersion, linked.Token))
                {
                    seen = change;
                    if (condition(change))
                    {
                        return change;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DemoFailedException(
                $"Waited {limit.TotalSeconds:0} s until {awaited}. Last seen of {typeof(T).Name} {name}: {(seen is null ? "nothing" : describe(seen))}");
        }
    }

    private static ListOptions Only(NamespacedName name) => new() { FieldSelector = $"metadata.name={name.Name}" };

    private async IAsyncEnumerable<T> WatchAsync<T>(
        NamespacedName name, string? resourceVersion, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        await foreach (var change in client.WatchAsync<T>(name.Namespace, resourceVersion, Only(name), cancellationToken))
        {
            if (change.Type is WatchEventType.Added or WatchEventType.Modified)
            {
                yield return change.Entity;
            }
        }
    }
}

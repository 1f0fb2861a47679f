namespace ChatDr.Kubernetes.Clusters;

/// <summary>
/// The clusters that kubeconfig Secrets lead to. A changed Secret swaps client and caches without a restart; a cluster that cannot be reached is in trouble by
/// itself and stops nothing else.
/// </summary>
public interface IClusterRegistry
{
    /// <summary>All of them, by name.</summary>
    IReadOnlyList<ICluster> Clusters { get; }

    /// <summary>One by name; null when no Secret names it.</summary>
    ICluster? Find(string name);
}

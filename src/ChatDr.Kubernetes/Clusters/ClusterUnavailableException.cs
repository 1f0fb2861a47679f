namespace ChatDr.Kubernetes.Clusters;

/// <summary>A cluster cannot be used; the message names it and says why.</summary>
public sealed class ClusterUnavailableException(string message) : Exception(message);

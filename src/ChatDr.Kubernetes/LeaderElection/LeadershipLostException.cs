namespace ChatDr.Kubernetes.LeaderElection;

/// <summary>This replica was the leader and is no longer. The process should end: what it had begun is no longer its own to finish.</summary>
public sealed class LeadershipLostException(string message) : Exception(message);

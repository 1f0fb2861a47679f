namespace ChatDr.Kubernetes.Config;

/// <summary>There is no usable configuration of a cluster; the message says which part is wrong and what would do.</summary>
public sealed class KubernetesConfigException(string message, Exception? cause = null) : Exception(message, cause);

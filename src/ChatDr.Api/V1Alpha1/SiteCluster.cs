namespace ChatDr.Api.V1Alpha1;

/// <summary>Another cluster.</summary>
public sealed record SiteCluster
{
    /// <summary>The Secret whose key <c>kubeconfig</c> leads to the cluster.</summary>
    public required LocalReference KubeconfigSecretRef { get; init; }
}

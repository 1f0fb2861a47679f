using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>An API server that the contract is held against.</summary>
public interface IApiServerFixture
{
    /// <summary>How an administrator reaches it.</summary>
    KubernetesConfig Config { get; }
}

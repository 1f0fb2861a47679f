namespace ChatDr.Kubernetes.Config;

/// <summary>
/// A program that prints credentials (client.authentication.k8s.io). Running it is running whatever the kubeconfig's author wrote: only kubeconfigs that the
/// process was started with may have one, see <see cref="KubernetesConfig.FromSecret"/>.
/// Source: Kubernetes documentation, "Authenticating", section "client-go credential plugins".
/// </summary>
public sealed record ExecConfig
{
    /// <summary>The version of ExecCredential that the program speaks: v1 and v1beta1 are known.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The program; a path with a folder in it is absolute by now, a bare name is looked up in PATH.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments, each handed over as it is.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables added to its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What to tell when the program is absent.</summary>
    public string? InstallHint { get; init; }

    /// <summary>The cluster to tell it about in KUBERNETES_EXEC_INFO, as JSON; null when the kubeconfig does not ask for that (provideClusterInfo).</summary>
    public string? ClusterInfo { get; init; }

    /// <summary>How long it may take. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}

namespace ChatDr.Kubernetes.Config;

/// <summary>Where a cluster is, how it proves itself, and who we are to it.</summary>
public sealed record KubernetesConfig
{
    /// <summary>The API server's base address.</summary>
    public required Uri Server { get; init; }

    /// <summary>The certificate authorities that may vouch for the server, in PEM; null for the system's.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>A file with the certificate authorities, looked at again as it may be replaced. <see cref="CertificateAuthority"/> wins over it.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>The name to find in the server's certificate when it is not the address's host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether any server certificate will do. The client logs a warning.</summary>
    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>The client's certificate, intermediates after it, in PEM.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>A file with the client's certificate, looked at again as it may be replaced. <see cref="ClientCertificate"/> wins over it.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>The client certificate's private key in PEM.</summary>
    public string? ClientKey { get; init; }

    /// <summary>A file with the private key. <see cref="ClientKey"/> wins over it.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>A bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>A file that holds the bearer token; read again every minute and after a 401, as tokens are rotated. Wins over <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The user of HTTP basic authentication.</summary>
    public string? UserName { get; init; }

    /// <summary>The password of <see cref="UserName"/>.</summary>
    public string? Password { get; init; }

    /// <summary>A program that prints credentials; used when there is neither token nor password.</summary>
    public ExecConfig? Exec { get; init; }

    /// <summary>Whom to act as; null for oneself.</summary>
    public Impersonation? Impersonate { get; init; }

    /// <summary>A proxy to go through; null for the environment's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The namespace to work in when none is named.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>
    /// Finds a configuration: <paramref name="kubeconfigPath"/>, else the files of <c>$KUBECONFIG</c>, else the pod's service account, else
    /// <c>~/.kube/config</c>.
    /// </summary>
    /// <exception cref="KubernetesConfigException">There is none, or it asks for something that is not supported.</exception>
    public static KubernetesConfig Load(string? kubeconfigPath)
    {
        if (kubeconfigPath is not null)
        {
            return KubeconfigReader.FromFiles([kubeconfigPath]);
        }

        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } paths)
        {
            return KubeconfigReader.FromPathList(paths);
        }

        if (InClusterConfig.IsInCluster)
        {
            return InCluster();
        }

        var home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        return File.Exists(home)
            ? KubeconfigReader.FromFiles([home])
            : throw new KubernetesConfigException(
                $"No cluster to talk to: no kubeconfig was given, $KUBECONFIG is not set, this is no pod, and {home} does not exist.");
    }

    /// <summary>Reads a kubeconfig's current context. File paths in it are relative to the working directory.</summary>
    /// <exception cref="KubernetesConfigException">It is broken, or asks for something that is not supported.</exception>
    public static KubernetesConfig FromKubeconfig(string yaml) => KubeconfigReader.FromText(yaml);

    /// <summary>
    /// Reads the kubeconfig of another cluster out of a Secret. Whoever may write that Secret must not thereby run programs, read files of this pod or have
    /// tokens sent to an impostor: exec, auth-provider, file paths and insecure-skip-tls-verify are refused, and the server has to be https.
    /// </summary>
    /// <exception cref="KubernetesConfigException">It is broken, or asks for something of the above.</exception>
    public static KubernetesConfig FromSecret(string yaml) => KubeconfigReader.FromUntrustedText(yaml);

    /// <summary>The service account of the pod that this process runs in.</summary>
    /// <exception cref="KubernetesConfigException">This is no pod, or its token is not mounted.</exception>
    public static KubernetesConfig InCluster() => InClusterConfig.Load();
}

using System.Globalization;

namespace ChatDr.Kubernetes.Config;

/// <summary>What Kubernetes puts into every pod: the server's address in the environment, token, CA and namespace in a folder.</summary>
internal static class InClusterConfig
{
    private const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static bool IsInCluster =>
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } && File.Exists(Path.Combine(Folder, "token"));

    public static KubernetesConfig Load() => Load(
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"), Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"), Folder);

    internal static KubernetesConfig Load(string? host, string? port, string folder)
    {
        if (string.IsNullOrEmpty(host) || !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new KubernetesConfigException("This is no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set.");
        }

        try
        {
            return new KubernetesConfig
            {
                // UriBuilder puts brackets around an IPv6 address.
                Server = new UriBuilder(Uri.UriSchemeHttps, host, number).Uri,
                CertificateAuthorityFile = Path.Combine(folder, "ca.crt"),
                TokenFile = Path.Combine(folder, "token"),
                Namespace = File.ReadAllText(Path.Combine(folder, "namespace")).Trim(),
            };
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigException($"The pod's service account is not mounted at {folder}: {missing.Message}", missing);
        }
    }
}

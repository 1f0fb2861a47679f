using System.Globalization;

namespace ChatDr.Kubernetes.Config;

/// <summary>What Kubernetes puts into every pod: the server's address in the environment, token, CA and namespace in a folder.</summary>
internal static class InClusterConfig
{
    private const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static bool IsInCluster =>
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } && File.Exists(Path.Combine(Folder, "token"));

    public static KubernetesConfig Load()
    {
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT");
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
                CertificateAuthorityFile = Path.Combine(Folder, "ca.crt"),
                TokenFile = Path.Combine(Folder, "token"),
                Namespace = File.ReadAllText(Path.Combine(Folder, "namespace")).Trim(),
            };
        }
        catch (IOException missing)
        {
            throw new KubernetesConfigException($"The pod's service account is not mounted at {Folder}: {missing.Message}", missing);
        }
    }
}

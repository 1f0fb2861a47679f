using ChatDr.Kubernetes.Config;
using ChatDr.Lab.ApiServer;
using ChatDr.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Benchmarks.Scenarios;

/// <summary>The servers to measure against: the lab's, and a real kube-apiserver when <c>KUBEBUILDER_ASSETS</c> names one.</summary>
internal static class Servers
{
    /// <summary>Measures against each in turn; only one runs at a time.</summary>
    public static async Task EachAsync(Func<string, KubernetesConfig, Task> measure)
    {
        await using (
            var lab = await LabApiServer.StartAsync(new LabApiServerOptions(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None))
        {
            await measure("lab", KubernetesConfig.FromKubeconfig(lab.Kubeconfig));
        }

        if (Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is not { Length: > 0 } assets)
        {
            await Console.Out.WriteLineAsync("  kube-apiserver: not measured; run with KUBEBUILDER_ASSETS=$(hack/kube-assets.sh)");
            return;
        }

        await using var real = await KubeApiServerProcess.StartAsync(assets);
        await measure("kube-apiserver", real.Config);
    }
}

using ChatDr.Tests.Shared;
using Xunit.Abstractions;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>The soak on a real kube-apiserver: CHATDR_SOAK_KUBE_SECONDS says how long.</summary>
[RequiresEnvironment("KUBEBUILDER_ASSETS", "Run: KUBEBUILDER_ASSETS=$(hack/kube-assets.sh) dotnet test tests/ChatDr.Kubernetes.ContractTests")]
public sealed class KubeSoakTests(ITestOutputHelper output) : SoakTests(output, "CHATDR_SOAK_KUBE_SECONDS")
{
    private protected override async Task<ISoakServer> StartServerAsync(int seed) =>
        new KubeSoakServer(await KubeApiServerProcess.StartAsync(Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS")!));
}

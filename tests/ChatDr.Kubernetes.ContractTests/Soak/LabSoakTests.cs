using Xunit.Abstractions;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>The soak on the lab's API server.</summary>
public sealed class LabSoakTests(ITestOutputHelper output) : SoakTests(output, "CHATDR_SOAK_SECONDS")
{
    private protected override async Task<ISoakServer> StartServerAsync(int seed) => await LabSoakServer.StartAsync(seed);
}

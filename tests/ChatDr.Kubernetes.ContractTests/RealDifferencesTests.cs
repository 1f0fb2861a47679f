namespace ChatDr.Kubernetes.ContractTests;

/// <summary>Holds the table of docs/lab.md to the truth about a real server.</summary>
[RequiresEnvironment("KUBEBUILDER_ASSETS", "Run: KUBEBUILDER_ASSETS=$(hack/kube-assets.sh) dotnet test tests/ChatDr.Kubernetes.ContractTests")]
public sealed class RealDifferencesTests(KubeApiServer server) : IClassFixture<KubeApiServer>
{
    [ContractFact]
    public async Task Table_SaysWhatARealServerDoes()
    {
        using var client = new RawClient(server.Config);
        foreach (var (what, _, real) in LabDifferences.Rows)
        {
            (await LabDifferences.SeeAsync(client, what)).ShouldBe(real, what);
        }
    }
}

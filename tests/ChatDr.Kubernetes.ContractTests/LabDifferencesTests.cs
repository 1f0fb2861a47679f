namespace ChatDr.Kubernetes.ContractTests;

/// <summary>Holds the table of docs/lab.md to the truth about the lab's server.</summary>
public sealed class LabDifferencesTests(LabServer server) : IClassFixture<LabServer>
{
    [Fact]
    public async Task Table_SaysWhatTheLabDoes()
    {
        using var client = new RawClient(server.Config);
        LabDifferences.Rows.Count.ShouldBeGreaterThan(3);
        foreach (var (what, lab, real) in LabDifferences.Rows)
        {
            (await LabDifferences.SeeAsync(client, what)).ShouldBe(lab, what);
            lab.ShouldNotBe(real, "what is the same is no difference");
        }
    }
}

using ChatDr.Kubernetes.Client;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>The contract against a real kube-apiserver.</summary>
[RequiresEnvironment("KUBEBUILDER_ASSETS", "Run: KUBEBUILDER_ASSETS=$(hack/kube-assets.sh) dotnet test tests/ChatDr.Kubernetes.ContractTests")]
public sealed class KubeApiServerTests(KubeApiServer server) : ClientContract<KubeApiServer>(server), IClassFixture<KubeApiServer>
{
    /// <summary>How long a server remembers is its own affair; this one remembers a kind from the moment that it was defined.</summary>
    [ContractFact]
    public async Task Watch_FromARevisionLongPast_IsRefusedAsGone()
    {
        await DefineWidgetsAsync();

        var refusal = await RefusedAsync(async () =>
        {
            await foreach (var change in Client.WatchAsync<Widget>(Ns, "1", new ListOptions { TimeoutSeconds = 5 }, Limit))
            {
                change.Type.ShouldBe(WatchEventType.Bookmark, "nothing can be told of what happened since");
            }
        });

        refusal.IsGone.ShouldBeTrue(refusal.Message);
    }
}

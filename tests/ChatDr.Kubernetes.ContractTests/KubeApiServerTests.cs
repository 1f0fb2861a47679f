using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

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

    /// <summary>
    /// No controller counts pods here, so that the test says in the budget's status what one would. 1.20 has only policy/v1beta1, later servers policy/v1.
    /// </summary>
    [ContractFact]
    public async Task Evict_AgainstADisruptionBudget_IsRefusedByName_AndDoneWhenItAllows()
    {
        using var raw = Raw();
        var version = await Client.Discovery.HasGroupAsync("policy", Limit) && (await Client.Discovery.GetResourcesAsync("policy/v1", Limit)).Count > 0
            ? "policy/v1"
            : "policy/v1beta1";
        var budgets = $"/apis/{version}/namespaces/{Ns}/poddisruptionbudgets";
        var created = await raw.CreateAsync(
            budgets, $$"""{"apiVersion":"{{version}}","kind":"PodDisruptionBudget","metadata":{"name":"guard"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"guarded"} } } }""");
        created.Status.ShouldBe(201, created.Body?.ToJsonString());
        foreach (var name in (string[])["guarded", "free"])
        {
            var pod = new V1Pod
            {
                Metadata = new() { Namespace = Ns, Name = name, Labels = new Dictionary<string, string> { ["app"] = name } },
                Spec = new() { Containers = [new() { Name = "main", Image = "example.org/main:1" }] },
            };
            await Client.CreateAsync(pod, Limit);
            await Client.MergePatchStatusAsync<V1Pod>(
                new(Ns, name), JsonNode.Parse("""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""")!.AsObject(), Limit);
        }

        await AllowAsync(0);
        var refusal = await RefusedAsync(() => Client.EvictAsync(new(Ns, "guarded"), new DeleteOptions(), Limit));
        refusal.IsBlockedByDisruptionBudget.ShouldBeTrue(refusal.Message);
        refusal.Message.ShouldContain("disruption budget");
        refusal.Details!.Causes!.ShouldContain(cause => cause.Message!.Contains("guard"));

        await AllowAsync(1);
        await Client.EvictAsync(new(Ns, "guarded"), new DeleteOptions { DryRun = true }, Limit);
        (await Client.GetAsync<V1Pod>(new(Ns, "guarded"), Limit)).ShouldNotBeNull("that was a rehearsal");
        await Client.EvictAsync(new(Ns, "guarded"), new DeleteOptions { GracePeriodSeconds = 0 }, Limit);
        await Client.EvictAsync(new(Ns, "free"), new DeleteOptions { GracePeriodSeconds = 0 }, Limit);
        await Client.EvictAsync(new(Ns, "nobody"), new DeleteOptions(), Limit);
        (await Client.ListAsync<V1Pod>(Ns, new ListOptions(), Limit)).Items.ShouldBeEmpty();

        async Task AllowAsync(int disruptions)
        {
            var status =
                $$"""{"status":{"observedGeneration":1,"disruptionsAllowed":{{disruptions}},"currentHealthy":1,"desiredHealthy":1,"expectedPods":1} }""";
            (await raw.SendAsync(HttpMethod.Patch, $"{budgets}/guard/status", Encoding.UTF8.GetBytes(status), "application/merge-patch+json")).Status
                .ShouldBe(200);
        }
    }
}

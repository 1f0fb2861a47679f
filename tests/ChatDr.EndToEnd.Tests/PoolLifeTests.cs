using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.EndToEnd.Tests.Lab;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Demo;

namespace ChatDr.EndToEnd.Tests;

/// <summary>What people do to the objects themselves costs them no data.</summary>
public sealed class PoolLifeTests
{
    [Fact]
    public async Task PoolDeleted_VolumesStay_AndThePoolAppliedAgainHasItsMessages()
    {
        await using var lab = await PoolLab.StartAsync();
        var clients = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool));
        await clients.DisposeAsync();
        var claims = await ClaimsAsync(lab);
        claims.Count(claim => claim.StartsWith("data-", StringComparison.Ordinal)).ShouldBe(5, "one volume for each SQL instance");

        await lab.Client.DeleteAsync<StretchedChatPool>(DemoPool.Name, new DeleteOptions(), CancellationToken.None);
        await PoolLab.UntilAsync(() => ChildrenAsync(lab), children => children.Count == 0, "the pool's children are gone");
        (await ClaimsAsync(lab)).ShouldBe(claims, "deleting a pool deletes no data (S8)");

        await using var again = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool), clients);
        (await again.LostAsync()).ShouldBeEmpty("the pool found its databases again");
        await again.SawOneWriterAtMostAsync();
        OperatorRole.AllowsAll(lab.Cluster.Server.Accesses.Keys);
    }

    [Fact]
    public async Task PoolStatusCleared_AfterAMove_IsRebuiltFromWhatIsAndMovesNothing()
    {
        await using var lab = await PoolLab.StartAsync();
        await using var clients = await Clients.StartAsync(lab, await lab.BuildAsync(Samples.StretchedPool));
        await ClearStatusAsync(lab);
        await lab.WholeAsync("atlanta");

        await lab.OrderAsync("away", "dallas");
        await lab.SucceededAsync("away");
        await lab.WholeAsync("dallas");
        await ClearStatusAsync(lab);

        var pool = await lab.WholeAsync("dallas");
        pool.Status!.PoolState.ShouldBe(PoolState.FailedOver);
        await clients.AreAnsweredAsync();
        (await clients.LostAsync()).ShouldBeEmpty();
        await clients.SawOneWriterAtMostAsync();
    }

    private static async Task ClearStatusAsync(PoolLab lab) =>
        await lab.Client.MergePatchStatusAsync<StretchedChatPool>(DemoPool.Name, new JsonObject { ["status"] = null }, CancellationToken.None);

    private static async Task<List<string>> ClaimsAsync(PoolLab lab) =>
        [
            .. (await lab.Client.ListAsync<V1PersistentVolumeClaim>(DemoPool.Namespace, new ListOptions(), CancellationToken.None)).Items
                .Select(claim => claim.Metadata.Name!).Order(StringComparer.Ordinal),
        ];

    private static async Task<List<string>> ChildrenAsync(PoolLab lab) =>
    [
        .. await NamesAsync<SqlServerInstance>(lab), .. await NamesAsync<DatabaseMirroring>(lab), .. await NamesAsync<LogShipping>(lab),
        .. await NamesAsync<V1StatefulSet>(lab), .. await NamesAsync<V1Service>(lab), .. await NamesAsync<V1ConfigMap>(lab),
        .. await NamesAsync<V1Pod>(lab),
    ];

    private static async Task<IEnumerable<string>> NamesAsync<T>(PoolLab lab)
        where T : class, IKubernetesObject =>
        (await lab.Client.ListAsync<T>(DemoPool.Namespace, new ListOptions { LabelSelector = "chatdr.dev/pool=atl-chat" }, CancellationToken.None)).Items
            .Select(child => $"{typeof(T).Name} {child.Metadata.Name}");
}

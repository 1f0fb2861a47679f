using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.ContractTests;

public abstract partial class ClientContract<TServer>
{
    [ContractFact]
    public async Task List_WithLimit_ComesInPages()
    {
        await CreateManyAsync(7);

        var first = await Client.ListAsync<V1ConfigMap>(Ns, new ListOptions { Limit = 3, LabelSelector = "many" }, Limit);
        var second = await Client.ListAsync<V1ConfigMap>(Ns, new ListOptions { Limit = 3, LabelSelector = "many", Continue = first.Metadata.Continue }, Limit);
        var third = await Client.ListAsync<V1ConfigMap>(Ns, new ListOptions { Limit = 3, LabelSelector = "many", Continue = second.Metadata.Continue }, Limit);

        new[] { first.Items.Count, second.Items.Count, third.Items.Count }.ShouldBe([3, 3, 1]);
        third.Metadata.Continue.ShouldBeNullOrEmpty();
        first.Items.Concat(second.Items).Concat(third.Items).Select(item => item.Metadata.Name).Distinct().Count().ShouldBe(7);
    }

    [ContractFact]
    public async Task ListAll_GoesThroughAllPages()
    {
        await CreateManyAsync(7);

        var all = await Client.ListAllAsync<V1ConfigMap>(Ns, new ListOptions { Limit = 2, LabelSelector = "many" }, Limit);

        all.Items.Count.ShouldBe(7);
        all.Metadata.ResourceVersion.ShouldNotBeNullOrEmpty();
    }

    [ContractFact]
    public async Task List_BySelector_FindsOnlyWhatMatches()
    {
        await CreateManyAsync(4);

        (await NamesAsync("many=0", null)).ShouldBe(["many-0"]);
        (await NamesAsync("many in (1,2)", null)).ShouldBe(["many-1", "many-2"], ignoreOrder: true);
        (await NamesAsync("many,many notin (0,1)", null)).ShouldBe(["many-2", "many-3"], ignoreOrder: true);
        (await NamesAsync("many!=3,many", null)).ShouldBe(["many-0", "many-1", "many-2"], ignoreOrder: true);
        (await NamesAsync(null, "metadata.name=many-3")).ShouldBe(["many-3"]);
    }

    [ContractFact]
    public async Task List_OverAllNamespaces_SeesThisOne()
    {
        await CreateManyAsync(1);

        var all = await Client.ListAllAsync<V1ConfigMap>(null, new ListOptions { LabelSelector = "many" }, Limit);

        all.Items.ShouldContain(item => item.Metadata.Namespace == Ns);
    }

    [ContractFact]
    public async Task Watch_FromAList_TellsEveryChangeInOrder()
    {
        var start = await Client.ListAsync<V1ConfigMap>(Ns, new ListOptions(), Limit);
        await CreateAsync("watched", ("a", "1"));
        await Client.MergePatchAsync<V1ConfigMap>(Named("watched"), new JsonObject { ["data"] = new JsonObject { ["a"] = "2" } }, Limit);
        await Client.DeleteAsync<V1ConfigMap>(Named("watched"), new DeleteOptions(), Limit);

        var told = await TakeAsync(start.Metadata.ResourceVersion, 3, "metadata.name=watched");

        told.Select(change => change.Type).ShouldBe([WatchEventType.Added, WatchEventType.Modified, WatchEventType.Deleted]);
        told[0].Entity.Data!["a"].ShouldBe("1");
        told[1].Entity.Data!["a"].ShouldBe("2");
    }

    [ContractFact]
    public async Task Watch_ResumedWhereItEnded_TellsWhatHappenedBetweenOnce()
    {
        var start = await Client.ListAsync<V1ConfigMap>(Ns, new ListOptions(), Limit);
        await CreateAsync("first");
        var before = await TakeAsync(start.Metadata.ResourceVersion, 1, "metadata.name!=kube-root-ca.crt");
        await CreateAsync("second");
        await CreateAsync("third");

        var after = await TakeAsync(before[0].Entity.Metadata.ResourceVersion, 2, "metadata.name!=kube-root-ca.crt");

        after.Select(change => change.Entity.Metadata.Name).ShouldBe(["second", "third"]);
    }

    [ContractFact]
    public async Task Watch_OpenWhileSomethingHappens_TellsAtOnce()
    {
        var start = await Client.ListAsync<V1ConfigMap>(Ns, new ListOptions(), Limit);
        var told = TakeAsync(start.Metadata.ResourceVersion, 1, "metadata.name=live");

        await CreateAsync("live");

        (await told.WaitAsync(Patience, Limit)).ShouldHaveSingleItem().Type.ShouldBe(WatchEventType.Added);
    }

    [ContractFact]
    public async Task Watch_ObjectThatStopsMatching_TellsItAsDeleted()
    {
        var start = await Client.ListAsync<V1ConfigMap>(Ns, new ListOptions(), Limit);
        await Client.CreateAsync(Labelled("moving", "in"), Limit);
        await Client.MergePatchAsync<V1ConfigMap>(
            Named("moving"), new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["many"] = "out" } } }, Limit);

        var told = await TakeAsync(start.Metadata.ResourceVersion, 2, null, "many=in");

        told.Select(change => change.Type).ShouldBe([WatchEventType.Added, WatchEventType.Deleted]);
    }

    [ContractFact]
    public async Task Watch_WhereNothingMatches_EndsAtItsTimeLimit_WithABookmarkBefore()
    {
        var told = await WatchBesideChangesAsync<V1ConfigMap>(
            "nothing=has-this", _ => CreateAsync($"beside-{Guid.NewGuid():N}"));

        told.ShouldNotBeEmpty("without bookmarks a quiet watch falls behind until its revision expires");
        told.Select(change => change.Type).Distinct().ShouldBe([WatchEventType.Bookmark]);
        told.ShouldAllBe(change => !string.IsNullOrEmpty(change.Entity.Metadata.ResourceVersion));
    }

    private async Task CreateManyAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Client.CreateAsync(Labelled($"many-{i}", i.ToString(CultureInfo.InvariantCulture)), Limit);
        }
    }

    private V1ConfigMap Labelled(string name, string many) =>
        new() { Metadata = new() { Namespace = Ns, Name = name, Labels = new Dictionary<string, string> { ["many"] = many } } };

    private async Task<List<string?>> NamesAsync(string? labels, string? fields)
    {
        var found = await Client.ListAsync<V1ConfigMap>(Ns, new ListOptions { LabelSelector = labels, FieldSelector = fields }, Limit);
        return [.. found.Items.Select(item => item.Metadata.Name)];
    }

    /// <summary>
    /// All that a watch of six seconds tells when objects change that it does not select, in its first two: a server need not send bookmarks when nothing of
    /// the kind has changed since it began, nor while changes keep coming. Where the changes took longer than half of the watch, it is done again.
    /// </summary>
    private async Task<List<WatchEvent<T>>> WatchBesideChangesAsync<T>(string selector, Func<int, Task> change)
        where T : class, IKubernetesObject
    {
        while (true)
        {
            var start = await Client.ListAsync<T>(Ns, new ListOptions(), Limit);
            var began = TimeProvider.System.GetTimestamp();
            var watching = CollectAsync(start.Metadata.ResourceVersion);
            for (var i = 0; i < 6; i++)
            {
                await change(i);
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Limit);
            }

            var isQuiet = TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(3);
            var told = await watching;
            if (isQuiet)
            {
                return told;
            }
        }

        async Task<List<WatchEvent<T>>> CollectAsync(string? revision)
        {
            var told = new List<WatchEvent<T>>();
            var options = new ListOptions { TimeoutSeconds = 6, LabelSelector = selector };
            await foreach (var frame in Client.WatchAsync<T>(Ns, revision, options, Limit))
            {
                told.Add(frame);
            }

            return told;
        }
    }

    /// <summary>The next <paramref name="count"/> changes; bookmarks do not count.</summary>
    private async Task<List<WatchEvent<V1ConfigMap>>> TakeAsync(string? revision, int count, string? fields, string? labels = null)
    {
        var told = new List<WatchEvent<V1ConfigMap>>();
        var options = new ListOptions { FieldSelector = fields, LabelSelector = labels, TimeoutSeconds = 30 };
        await foreach (var change in Client.WatchAsync<V1ConfigMap>(Ns, revision, options, Limit))
        {
            if (change.Type != WatchEventType.Bookmark)
            {
                told.Add(change);
            }

            if (told.Count == count)
            {
                break;
            }
        }

        return told;
    }
}

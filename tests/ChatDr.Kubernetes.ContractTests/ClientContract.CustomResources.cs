using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;

namespace ChatDr.Kubernetes.ContractTests;

public abstract partial class ClientContract<TServer>
{
    [ContractFact]
    public async Task CustomResource_DefaultsAreFilledIn_AndUnknownFieldsPruned()
    {
        await DefineWidgetsAsync();

        var stored = await Client.CreateAsync(NewWidget("plain", new() { Size = 1, Unknown = "dropped" }), Limit);

        stored.Spec.Colour.ShouldBe("Green");
        stored.Spec.Unknown.ShouldBeNull();
        stored.Metadata.Generation.ShouldBe(1);
    }

    [ContractFact]
    public async Task CustomResource_AgainstItsSchema_IsRefusedAsInvalid()
    {
        await DefineWidgetsAsync();

        (await RefusedAsync(() => Client.CreateAsync(NewWidget("none", new()), Limit))).IsInvalid.ShouldBeTrue("size is required");
        (await RefusedAsync(() => Client.CreateAsync(NewWidget("small", new() { Size = 0 }), Limit))).IsInvalid.ShouldBeTrue("size is at least 1");
        (await RefusedAsync(() => Client.CreateAsync(NewWidget("blue", new() { Size = 1, Colour = "Blue" }), Limit))).IsInvalid
            .ShouldBeTrue("Blue is no colour");
    }

    [ContractFact]
    public async Task CustomResource_StatusAndSpec_AreApart()
    {
        await DefineWidgetsAsync();
        var created = await Client.CreateAsync(NewWidget("apart", new() { Size = 1 }) with { Status = new() { Seen = 99 } }, Limit);
        created.Status.ShouldBeNull("a status cannot be created along with the object");

        var seen = await Client.ReplaceStatusAsync(created with { Status = new() { Seen = 1 }, Spec = new() { Size = 5 } }, Limit);
        seen.Status!.Seen.ShouldBe(1);
        seen.Spec.Size.ShouldBe(1);
        seen.Metadata.Generation.ShouldBe(1);

        (await RefusedAsync(() => Client.ReplaceStatusAsync(created with { Status = new() { Seen = 2 } }, Limit))).IsConflict
            .ShouldBeTrue("the revision is stale");

        var grown = await Client.MergePatchAsync<Widget>(Named("apart"), new JsonObject { ["spec"] = new JsonObject { ["size"] = 2 } }, Limit);
        grown.Metadata.Generation.ShouldBe(2);
        grown.Status!.Seen.ShouldBe(1);
    }

    [ContractFact]
    public async Task CustomResource_Time_KeepsItsPartsOfASecond()
    {
        await DefineWidgetsAsync();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123).AddTicks(4567);

        var stored = await Client.CreateAsync(NewWidget("timed", new() { Size = 1, At = at }), Limit);

        stored.Spec.At.ShouldBe(at);
    }

    [ContractFact]
    public async Task CustomResource_WatchWhereNothingMatches_ReadsBookmarksThoughTheyLackASpec()
    {
        await DefineWidgetsAsync();
        var told = await WatchBesideChangesAsync<Widget>(
            "nothing=has-this", i => Client.CreateAsync(NewWidget(string.Create(CultureInfo.InvariantCulture, $"beside-{i}"), new() { Size = 1 }), Limit));

        told.Select(change => change.Type).Distinct().ShouldBe([WatchEventType.Bookmark]);
    }

    [ContractFact]
    public async Task CustomResource_AppliedTwice_KeepsItsRevision()
    {
        await DefineWidgetsAsync();
        var first = await Client.ApplyAsync(NewWidget("applied", new() { Size = 1 }), "one", force: true, Limit);

        var second = await Client.ApplyAsync(NewWidget("applied", new() { Size = 1 }), "one", force: true, Limit);

        second.Metadata.ResourceVersion.ShouldBe(first.Metadata.ResourceVersion);
    }

    private protected Widget NewWidget(string name, WidgetSpec spec) => new() { Metadata = new() { Namespace = Ns, Name = name }, Spec = spec };
}

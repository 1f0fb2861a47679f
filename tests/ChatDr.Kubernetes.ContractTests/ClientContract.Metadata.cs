using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>Metadata-only reads, which KubeOps and KubernetesClient do not have: controller-runtime's <c>builder.OnlyMetadata</c>.</summary>
public abstract partial class ClientContract<TServer>
{
    private const string AsMetadata = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
    private const string AsMetadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    [ContractFact]
    public async Task MetadataOnly_AcceptHeaders_KeepTheContentOnTheServer()
    {
        await Client.CreateAsync(Labelled("slim", "1") with { Data = new Dictionary<string, string> { ["big"] = "content-of-the-map" } }, Limit);
        using var raw = new RawClient(server.Config);
        var maps = $"/api/v1/namespaces/{Ns}/configmaps";

        var one = await raw.ReadAsync($"{maps}/slim", AsMetadata);
        var list = await raw.ReadAsync($"{maps}?labelSelector=many", AsMetadataList);
        var watch = await raw.ReadLineAsync($"{maps}?labelSelector=many&watch=true", AsMetadata, Limit);

        one.ShouldContain("\"PartialObjectMetadata\"");
        list.ShouldContain("\"PartialObjectMetadataList\"");
        watch.ShouldContain("\"PartialObjectMetadata\"");
        foreach (var text in (string[])[one, list, watch])
        {
            text.ShouldContain("slim");
            text.ShouldNotContain("content-of-the-map");
        }
    }

    [ContractFact]
    public async Task MetadataOnly_GetListAndPatch_TellTheKindItself()
    {
        var stored = await Client.CreateAsync(Labelled("slim", "1"), Limit);

        var patched = await Client.MergePatchAsync<PartialObjectMetadata<V1ConfigMap>>(
            Named("slim"), new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["seen"] = "yes" } } }, Limit);
        var one = (await Client.GetAsync<PartialObjectMetadata<V1ConfigMap>>(Named("slim"), Limit))!;
        var list = await Client.ListAllAsync<PartialObjectMetadata<V1ConfigMap>>(Ns, new ListOptions { LabelSelector = "many", Limit = 1 }, Limit);

        (one.ApiVersion, one.Kind, one.Metadata.Uid).ShouldBe(("v1", "ConfigMap", stored.Metadata.Uid));
        one.Metadata.Annotations!["seen"].ShouldBe("yes");
        one.Metadata.ResourceVersion.ShouldBe(patched.Metadata.ResourceVersion);
        list.Items.ShouldHaveSingleItem().Metadata.Labels!["many"].ShouldBe("1");
        list.Metadata.ResourceVersion.ShouldNotBeNullOrEmpty();
        (await Client.GetAsync<PartialObjectMetadata<V1ConfigMap>>(Named("absent"), Limit)).ShouldBeNull();
        (await Client.ListAllAsync<PartialObjectMetadata<V1Pod>>(Ns, new ListOptions(), Limit)).Items.ShouldBeEmpty();
    }

    [ContractFact]
    public async Task MetadataOnly_Watch_TellsChangesAndBookmarks()
    {
        var changed = await WatchBesideChangesAsync<PartialObjectMetadata<V1ConfigMap>>("many", i => i switch
        {
            0 => Client.CreateAsync(Labelled("slim", "1"), Limit),
            1 => Client.MergePatchAsync<V1ConfigMap>(Named("slim"), new JsonObject { ["data"] = new JsonObject { ["a"] = "b" } }, Limit),
            2 => Client.DeleteAsync<V1ConfigMap>(Named("slim"), new DeleteOptions(), Limit),
            _ => CreateAsync($"beside-{Guid.NewGuid():N}"),
        });

        changed.Where(frame => frame.Type != WatchEventType.Bookmark).Select(frame => (frame.Type, frame.Entity.Metadata.Name)).ShouldBe(
            [(WatchEventType.Added, "slim"), (WatchEventType.Modified, "slim"), (WatchEventType.Deleted, "slim")]);
        changed.ShouldContain(frame => frame.Type == WatchEventType.Bookmark);
    }

    [ContractFact]
    public async Task MetadataOnly_OwnedKind_WakesItsOwner()
    {
        await DefineWidgetsAsync();
        using var host = await StartOperatorAsync("slim", controller => controller.Owns<PartialObjectMetadata<V1ConfigMap>>(), owns: false);
        await Client.CreateAsync(NewWidget("owner", new() { Size = 3 }), Limit);
        await EventuallyAsync("the widget's ConfigMap is there", async () => await SizeAsync("owner") == "3");

        await Client.DeleteAsync<V1ConfigMap>(Named("owner"), new DeleteOptions(), Limit);

        await EventuallyAsync("the widget's ConfigMap is made again", async () => await SizeAsync("owner") == "3");
        await host.StopAsync(Limit);
    }
}

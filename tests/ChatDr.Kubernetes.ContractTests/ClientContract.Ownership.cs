using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.ContractTests;

public abstract partial class ClientContract<TServer>
{
    [ContractFact]
    public async Task Adopt_ObjectWithoutController_GetsOne_AndKeepsItsOtherOwners()
    {
        var owner = await CreateAsync("owner");
        var friend = await CreateAsync("friend");
        var plain = V1OwnerReference.ControllerOf(friend, Ns) with { Controller = null, BlockOwnerDeletion = null };
        var orphan = ConfigMap("orphan");
        var child = await Client.CreateAsync(orphan with { Metadata = orphan.Metadata with { OwnerReferences = [plain] } }, Limit);

        var adopted = await Client.AdoptAsync(child, owner, Limit);

        adopted!.ControllerReference()!.Uid.ShouldBe(owner.Metadata.Uid);
        (await ReadAsync("orphan")).Metadata.OwnerReferences!.Select(reference => reference.Name).ShouldBe(["friend", "owner"]);
        (await Client.AdoptAsync(adopted!, owner, Limit)).ShouldBe(adopted);
    }

    [ContractFact]
    public async Task Adopt_WhatAnotherControls_OrForAnOwnerThatIsGone_ChangesNothing()
    {
        var owner = await CreateAsync("owner");
        var other = await CreateAsync("other");
        var owned = ConfigMap("owned");
        var taken = await Client.CreateAsync(owned with { Metadata = owned.Metadata.WithController(other) }, Limit);
        var free = await CreateAsync("free");

        (await Client.AdoptAsync(taken, owner, Limit)).ShouldBeNull();
        await Client.DeleteAsync<V1ConfigMap>(Named("owner"), new DeleteOptions(), Limit);
        (await Client.AdoptAsync(free, owner, Limit)).ShouldBeNull();
        await CreateAsync("owner");
        (await Client.AdoptAsync(free, owner, Limit)).ShouldBeNull("another object took the owner's name");

        (await ReadAsync("owned")).ControllerReference()!.Name.ShouldBe("other");
        (await ReadAsync("free")).Metadata.OwnerReferences.ShouldBeNull();
    }

    [ContractFact]
    public async Task Adopt_ObjectThatChangedMeanwhile_IsAConflict()
    {
        var owner = await CreateAsync("owner");
        var child = await CreateAsync("child");
        await Client.MergePatchAsync<V1ConfigMap>(Named("child"), new() { ["data"] = new System.Text.Json.Nodes.JsonObject { ["a"] = "b" } }, Limit);

        (await RefusedAsync(() => Client.AdoptAsync(child, owner, Limit))).IsConflict.ShouldBeTrue();
    }

    /// <summary>The server's own guard, by which an owner that bypasses <see cref="Ownership"/> is refused, too.</summary>
    [ContractFact]
    public async Task Apply_OfASecondController_IsRefused()
    {
        var other = await CreateAsync("other");
        var owner = await CreateAsync("owner");
        var owned = ConfigMap("owned");
        await Client.CreateAsync(owned with { Metadata = owned.Metadata.WithController(other) }, Limit);

        var refused = await RefusedAsync(() => Client.ApplyAsync(owned with { Metadata = owned.Metadata.WithController(owner) }, "test", force: true, Limit));

        refused.StatusCode.ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity);
    }
}

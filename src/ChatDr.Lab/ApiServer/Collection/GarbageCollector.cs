using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Storage;
using ChatDr.Lab.ApiServer.Writing;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.ApiServer.Collection;

/// <summary>
/// Finishes deletions: collects dependents whose owners are gone, carries out foreground and orphan deletion, empties namespaces and withdrawn definitions
/// (kubernetes.io/docs "Garbage Collection").
/// </summary>
internal sealed partial class GarbageCollector(ObjectStore store, ResourceCatalog catalog, ObjectWriter writer, ILogger<GarbageCollector> logger)
{
    internal async Task RunAsync(CancellationToken stopping)
    {
        using StoreWatch watch = store.Watch(null, store.Revision)!;
        try
        {
            await foreach (StoreEvent change in watch.Events.ReadAllAsync(stopping))
            {
                try
                {
                    Handle(change);
                }
                catch (ApiException refusal)
                {
                    Refused(change.Key.Storage, change.Key.Path, refusal.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Stopped();
        }
    }

    private void Handle(StoreEvent change)
    {
        if (change.After is { } present)
        {
            CollectIfOrphaned(present);
            if (present.IsDeleting)
                Advance(present);
            return;
        }

        StoredObject gone = change.Before!;
        foreach (StoredObject dependent in store.DependentsOf(gone.Uid))
            CollectIfOrphaned(dependent);
        AdvanceForegroundOwners(gone);
        AdvanceContainers(gone);
    }

    /// <summary>Deletes a dependent none of whose owners exists; drops references to those that do not when others do.</summary>
    private void CollectIfOrphaned(StoredObject dependent)
    {
        if (dependent.Owners.Count == 0 || dependent.Owners.All(store.HasUid))
            return;
        if (!dependent.Owners.Any(store.HasUid))
        {
            Delete(dependent, DeleteRequest.Background);
            return;
        }

        Change(dependent, content => RemoveWhere(content.Child("metadata")["ownerReferences"] as JsonArray, owner => !store.HasUid(owner.Text("uid") ?? "")));
    }

    private void Advance(StoredObject deleting)
    {
        JsonObject content = deleting.Read();
        string[] finalizers = [.. MetadataRules.Finalizers(content)];
        if (finalizers.Contains(Deletion.Orphan))
            ReleaseDependents(deleting);
        if (finalizers.Contains(Deletion.Foreground))
            DeleteDependentsFirst(deleting);
        if (finalizers.Contains(Deletion.DefinitionCleanup))
            EmptyDefinition(deleting);
        if (deleting.Key.Storage == BuiltInResources.NamespaceStorage)
            EmptyNamespace(deleting);
    }

    private void ReleaseDependents(StoredObject owner)
    {
        foreach (StoredObject dependent in store.DependentsOf(owner.Uid))
            Change(
                dependent, content => RemoveWhere(content.Child("metadata")["ownerReferences"] as JsonArray, reference => reference.Text("uid") == owner.Uid));
        Unfinalize(owner, Deletion.Orphan);
    }

    private void DeleteDependentsFirst(StoredObject owner)
    {
        bool blocked = false;
        foreach (StoredObject dependent in store.DependentsOf(owner.Uid))
        {
            bool blocking = dependent.Read().Items("metadata", "ownerReferences")
                .Any(reference => reference.Text("uid") == owner.Uid && reference.Flag("blockOwnerDeletion"));
            blocked |= blocking;
            if (!dependent.IsDeleting)
                Delete(dependent, DeleteRequest.Background with { Propagation = blocking ? "Foreground" : "Background" });
        }

        if (!blocked || store.DependentsOf(owner.Uid).Count == 0)
            Unfinalize(owner, Deletion.Foreground);
    }

    private void AdvanceForegroundOwners(StoredObject gone)
    {
        foreach (string uid in gone.Owners)
        {
            if (store.FindUid(uid) is { IsDeleting: true } owner)
                Advance(owner);
        }
    }

    /// <summary>What just vanished may have been the last of its namespace or of its definition.</summary>
    private void AdvanceContainers(StoredObject gone)
    {
        if (gone.Key.Namespace.Length > 0
            && store.Find(new ObjectKey(BuiltInResources.NamespaceStorage, "", gone.Key.Namespace)) is { IsDeleting: true } home)
            Advance(home);
        string[] parts = gone.Key.Storage.Split('/');
        if (store.Find(new ObjectKey(BuiltInResources.DefinitionStorage, "", $"{parts[1]}.{parts[0]}")) is { IsDeleting: true } definition)
            Advance(definition);
    }

    private void EmptyDefinition(StoredObject definition)
    {
        JsonObject content = definition.Read();
        string storage = $"{content.Text("spec", "group")}/{content.Text("spec", "names", "plural")}";
        foreach (StoredObject instance in store.List(storage, null).Objects.Where(instance => !instance.IsDeleting))
            Delete(instance, DeleteRequest.Background);
        if (store.List(storage, null).Objects.Count == 0)
            Unfinalize(definition, Deletion.DefinitionCleanup);
    }

    private void EmptyNamespace(StoredObject home)
    {
        foreach (StoredObject inhabitant in store.ListNamespace(home.Key.Name).Where(inhabitant => !inhabitant.IsDeleting))
            Delete(inhabitant, DeleteRequest.Background);
        if (store.ListNamespace(home.Key.Name).Count == 0)
            Change(home, content => content.Child("spec").Remove("finalizers"));
    }

    private void Unfinalize(StoredObject held, string finalizer) =>
        Change(held, content => RemoveWhere(content.Child("metadata")["finalizers"] as JsonArray, item => item.Text() == finalizer));

    private void Delete(StoredObject target, DeleteRequest request)
    {
        if (catalog.FindByStorage(target.Key.Storage) is { } resource && store.Find(target.Key)?.Uid == target.Uid)
            writer.Delete(resource, target.Key, request with { Uid = target.Uid });
    }

    private void Change(StoredObject target, Action<JsonObject> change)
    {
        if (catalog.FindByStorage(target.Key.Storage) is not { } resource || store.Find(target.Key)?.Uid != target.Uid)
            return;
        writer.Update(resource, target.Key, Finalize, WriteOptions.Internal, content =>
        {
            change(content);
            return content;
        });
    }

    private const string Finalize = "finalize";

    private static void RemoveWhere(JsonArray? list, Func<JsonNode?, bool> condition)
    {
        for (int i = (list?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (condition(list![i]))
                list.RemoveAt(i);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Could not finish the deletion around {Storage} {Path}: {Reason}")]
    private partial void Refused(string storage, string path, string reason);

    [LoggerMessage(2, LogLevel.Debug, "Garbage collection has stopped")]
    private partial void Stopped();
}

using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Ownership;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Schemas;
using ChatDr.Lab.ApiServer.Storage;
using ChatDr.Lab.ApiServer.Validation;
using ChatDr.Lab.Network;

namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>Creates, changes and deletes objects by the rules that hold for every kind: what the generic registry is to a real server.</summary>
internal sealed class ObjectWriter(ObjectStore store, ResourceCatalog catalog, LoopbackNetwork network, TimeProvider time)
{
    private const string NameAlphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int LongestGeneratedBase = 58;

    private readonly ServiceAddresses _addresses = new(network);

    /// <summary>The present time as Kubernetes writes it.</summary>
    internal string Now => Rfc3339(time.GetUtcNow());

    /// <summary>Creates an object; <paramref name="content"/> becomes the writer's.</summary>
    internal StoredObject Create(ApiResource resource, string @namespace, JsonObject content, WriteOptions options)
    {
        MetadataRules.CheckType(resource, content);
        ObjectDecoding.Decode(resource, content, options);
        CheckNamespace(resource, @namespace, content);
        JsonObject metadata = content.Child("metadata");
        bool generated = metadata.Text("name") is not { Length: > 0 } && metadata.Text("generateName") is { Length: > 0 };
        if (generated)
            metadata["name"] = Truncated(metadata.Text("generateName")!) + RandomNumberGenerator.GetString(NameAlphabet, 5);
        if (metadata.Text("resourceVersion") is { Length: > 0 })
            throw ApiException.BadRequest("resourceVersion should not be set on objects to be created");
        foreach (string member in (ReadOnlySpan<string>)
            ["resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields", "generation"])
            metadata.Remove(member);
        if (resource.HasStatus && resource.Storage is not "/nodes")
            content.Remove("status");
        Initialise(resource, @namespace, content);
        Admit(resource, content, null);
        ManagedFields.Update(null, content, resource.Merge, Write(resource, options, ""));
        InitialStatus.Set(resource, content, Now);
        return Insert(resource, content, options);
    }

    /// <summary>
    /// Changes an object to what <paramref name="change"/> makes of its present state, in the resource's version; repeated when another writer was faster,
    /// unless the result carries the resourceVersion that it was made from.
    /// </summary>
    internal StoredObject Update(
        ApiResource resource, ObjectKey key, string subresource, WriteOptions options, Func<JsonObject, JsonObject> change, bool isApply = false)
    {
        while (true)
        {
            StoredObject live = store.Find(key) ?? throw ApiException.NotFound(resource, key.Name);
            JsonObject current = Shaped(resource, live.Read());
            StructuralSchema.Prune(current, resource.Schema); // What a definition no longer knows is not the writer's mistake.
            JsonObject desired = change(current.Copy());
            MetadataRules.CheckType(resource, desired);
            ObjectDecoding.Decode(resource, desired, options);
            MetadataRules.Preserve(resource, current, desired);
            Isolate(resource, subresource, current, desired);
            Admit(resource, desired, current);
            if (!isApply)
                ManagedFields.Update(current, desired, resource.Merge, Write(resource, options, subresource));
            IPAddress? taken = _addresses.Complete(resource, desired, current);
            CountGeneration(resource, current, desired);
            if (JsonNavigation.Same(current, desired))
                return live;
            JsonObject content = resource.ToStorage?.Invoke(desired) ?? desired;
            if (!options.DryRun && Commit(resource, live, content) is { } stored)
                return stored;
            _addresses.Release(taken);
            if (options.DryRun)
                return new StoredObject(key, live.Revision, content);
        }
    }

    /// <summary>Server-side apply: creates or merges.</summary>
    internal (StoredObject Stored, bool Created) Apply(ApiResource resource, ObjectKey key, string subresource, JsonObject applied, WriteOptions options)
    {
        MetadataRules.CheckType(resource, applied);
        JsonObject metadata = applied.Child("metadata");
        if (metadata["managedFields"] is JsonArray { Count: > 0 })
            throw ApiException.BadRequest("metadata.managedFields must be nil");
        metadata["name"] = key.Name;
        if (resource.Namespaced)
            metadata["namespace"] = key.Namespace;
        if (resource.HasStatus && subresource.Length == 0)
            applied.Remove("status");
        FieldWrite write = Write(resource, options, subresource) with { IsApply = true, Force = options.Force };
        ObjectDecoding.Decode(resource, applied, options);
        if (store.Find(key) is null && subresource.Length == 0)
        {
            CheckNamespace(resource, key.Namespace, applied);
            JsonObject content = ManagedFields.Apply(null, applied, resource.Merge, write);
            Initialise(resource, key.Namespace, content);
            Admit(resource, content, null);
            InitialStatus.Set(resource, content, Now);
            return (Insert(resource, content, options), true);
        }

        return (Update(resource, key, subresource, options, current => ManagedFields.Apply(current, applied, resource.Merge, write), isApply: true), false);
    }

    /// <summary>
    /// Deletes, or marks as being deleted while finalizers or a pod's grace period hold the object. The second value says whether it is gone.
    /// </summary>
    internal (StoredObject Stored, bool Gone) Delete(ApiResource resource, ObjectKey key, DeleteRequest request)
    {
        while (true)
        {
            StoredObject live = store.Find(key) ?? throw ApiException.NotFound(resource, key.Name);
            JsonObject content = live.Read();
            CheckPreconditions(resource, key.Name, content, request);
            if (resource.Storage == BuiltInResources.NamespaceStorage && key.Name is ("default" or "kube-system" or "kube-public"))
                throw ApiException.Forbidden(resource, key.Name, "this namespace may not be deleted");
            long grace = Deletion.Mark(resource, content, request, time);
            bool gone = !Deletion.IsHeld(resource, content) && grace == 0;
            if (request.DryRun)
                return (live, gone);
            if (gone)
            {
                if (Remove(live, content) is { } removed)
                    return (removed, true);
            }
            else if (JsonNavigation.Same(live.Read(), content))
            {
                return (live, false);
            }
            else if (store.TryPut(key, live, content) is { } marked)
            {
                return (marked, false);
            }
        }
    }

    /// <summary>
    /// Goes on with objects of an earlier life: serves their definitions, and gives Services addresses of this life's network where theirs is not free.
    /// </summary>
    internal void Resume(IReadOnlyList<StoredObject> objects)
    {
        foreach (StoredObject stored in objects)
        {
            Publish(stored);
            if (stored.Key.Storage == "/services" && stored.Read() is var service && !_addresses.Retake(service))
            {
                service.Child("spec").Remove("clusterIP");
                _addresses.Complete(catalog.FindByStorage(stored.Key.Storage)!, service, null);
                store.TryPut(stored.Key, stored, service);
            }
        }
    }

    /// <summary>The stored object in the shape of a resource's version.</summary>
    internal static JsonObject Shaped(ApiResource resource, JsonObject stored) => resource.FromStorage?.Invoke(stored) ?? stored;

    internal static string Rfc3339(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private StoredObject? Commit(ApiResource resource, StoredObject live, JsonObject content)
    {
        bool released = live.IsDeleting && !Deletion.IsHeld(resource, content) && (content.Number("metadata", "deletionGracePeriodSeconds") ?? 0) == 0;
        if (released)
            return Remove(live, content);
        StoredObject? stored = store.TryPut(live.Key, live, content);
        if (stored is not null)
            Publish(stored);
        return stored;
    }

    private StoredObject? Remove(StoredObject live, JsonObject content)
    {
        StoredObject? removed = store.TryRemove(live, content);
        if (removed is null)
            return null;
        if (live.Key.Storage == "/services")
            _addresses.Release(content);
        if (live.Key.Storage == BuiltInResources.DefinitionStorage)
            catalog.Define(live.Key.Name, []);
        return removed;
    }

    private StoredObject Insert(ApiResource resource, JsonObject content, WriteOptions options)
    {
        JsonObject stored = resource.ToStorage?.Invoke(content) ?? content;
        string name = content.Text("metadata", "name")!;
        ObjectKey key = new(resource.Storage, content.Text("metadata", "namespace") ?? "", name);
        IPAddress? taken = _addresses.Complete(resource, stored, null);
        bool isFree = store.Find(key) is null;
        StoredObject? created = !isFree ? null : options.DryRun ? new StoredObject(key, 0, stored) : store.TryPut(key, null, stored);
        if (created is null || options.DryRun)
            _addresses.Release(taken);
        if (created is null)
            throw ApiException.AlreadyExists(resource, name);
        if (!options.DryRun)
            Publish(created);
        return created;
    }

    private void Publish(StoredObject stored)
    {
        if (stored.Key.Storage == BuiltInResources.DefinitionStorage)
            catalog.Define(stored.Key.Name, CustomResources.From(stored.Read()));
    }

    private static string Truncated(string generateName) => generateName.Length > LongestGeneratedBase ? generateName[..LongestGeneratedBase] : generateName;

    private void Initialise(ApiResource resource, string @namespace, JsonObject content)
    {
        JsonObject metadata = content.Child("metadata");
        if (resource.Namespaced)
            metadata["namespace"] = @namespace;
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now;
        if (resource.HasGeneration)
            metadata["generation"] = 1;
    }

    private static void Admit(ApiResource resource, JsonObject content, JsonObject? live)
    {
        List<FieldError> errors = [.. MetadataRules.Validate(resource, content)];
        if (live is not null)
            errors.AddRange(MetadataRules.ValidateFinalizers(live, content));
        if (resource.IsCustom)
        {
            StructuralSchema.Default(content, resource.Schema);
            errors.AddRange(SchemaValidation.Validate(content, resource.Schema));
        }
        else
        {
            BuiltInDefaults.Apply(resource, content, live);
            errors.AddRange(BuiltInValidation.Validate(resource, content, live));
        }

        if (errors.Count > 0)
            throw ApiException.Invalid(resource, content.Text("metadata", "name") ?? "", errors);
    }

    private void CheckNamespace(ApiResource resource, string @namespace, JsonObject content)
    {
        if (!resource.Namespaced)
            return;
        if (content.Text("metadata", "namespace") is { Length: > 0 } own && own != @namespace)
            throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        ApiResource namespaces = catalog.FindByStorage(BuiltInResources.NamespaceStorage)!;
        StoredObject home = store.Find(new ObjectKey(BuiltInResources.NamespaceStorage, "", @namespace)) ?? throw ApiException.NotFound(namespaces, @namespace);
        if (home.IsDeleting)
        {
            JsonObject cause = new()
            {
                ["reason"] = "NamespaceTerminating",
                ["message"] = $"namespace {@namespace} is being terminated",
                ["field"] = "metadata.namespace",
            };
            throw ApiException.Forbidden(resource, content.Text("metadata", "name") ?? "",
                $"unable to create new content in namespace {@namespace} because it is being terminated", cause);
        }
    }

    private static void CheckPreconditions(ApiResource resource, string name, JsonObject content, DeleteRequest request)
    {
        if (request.Uid is { } uid && content.Text("metadata", "uid") is var foundUid && foundUid != uid)
            throw ApiException.PreconditionFailed(resource, name, "UID", uid, foundUid, "deleted and then recreated");
        if (request.ResourceVersion is { } version && content.Text("metadata", "resourceVersion") is var found && found != version)
            throw ApiException.PreconditionFailed(resource, name, "ResourceVersion", version, found, "modified");
    }

    private static void Isolate(ApiResource resource, string subresource, JsonObject current, JsonObject desired)
    {
        if (subresource == "status")
        {
            JsonNode? status = desired["status"]?.DeepClone();
            JsonNode? owners = desired.At("metadata", "managedFields")?.DeepClone();
            foreach (string member in desired.Select(member => member.Key).ToArray())
                desired.Remove(member);
            foreach ((string member, JsonNode? value) in current)
                desired[member] = value?.DeepClone();
            desired.Remove("status");
            if (status is not null)
                desired["status"] = status;
            desired.Child("metadata").Remove("managedFields");
            if (owners is not null)
                desired.Child("metadata")["managedFields"] = owners;
        }
        else if (resource.HasStatus)
        {
            desired.Remove("status");
            if (current["status"] is { } status)
                desired["status"] = status.DeepClone();
        }
    }

    private static void CountGeneration(ApiResource resource, JsonObject current, JsonObject desired)
    {
        if (!resource.HasGeneration)
            return;
        bool changed = current.Select(member => member.Key).Union(desired.Select(member => member.Key))
            .Any(member => member is not ("metadata" or "status") && !JsonNavigation.Same(current[member], desired[member]));
        if (changed)
            desired.Child("metadata")["generation"] = (current.Number("metadata", "generation") ?? 0) + 1;
    }

    private FieldWrite Write(ApiResource resource, WriteOptions options, string subresource) =>
        new(options.Manager, resource.ApiVersion, subresource, false, false, Now);
}

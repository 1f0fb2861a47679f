using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>How an object is marked as being deleted, and what then still holds it.</summary>
internal static class Deletion
{
    internal const string Foreground = "foregroundDeletion";
    internal const string Orphan = "orphan";
    internal const string DefinitionCleanup = "customresourcecleanup.apiextensions.k8s.io";

    /// <summary>Marks the object and returns the seconds that it keeps for a graceful end.</summary>
    internal static long Mark(ApiResource resource, JsonObject content, DeleteRequest request, TimeProvider time)
    {
        JsonObject metadata = content.Child("metadata");
        long grace = GraceOf(resource, content, request);
        AddFinalizers(resource, metadata, request);
        if (metadata["deletionTimestamp"] is null)
        {
            metadata["deletionTimestamp"] = ObjectWriter.Rfc3339(time.GetUtcNow().AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
            if (metadata.Number("generation") is { } generation)
                metadata["generation"] = generation + 1;
        }
        else if (grace < (metadata.Number("deletionGracePeriodSeconds") ?? 0))
        {
            metadata["deletionTimestamp"] = ObjectWriter.Rfc3339(time.GetUtcNow().AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
        }

        if (resource.Storage == BuiltInResources.NamespaceStorage)
            content.Child("status")["phase"] = "Terminating";
        return metadata.Number("deletionGracePeriodSeconds") ?? 0;
    }

    /// <summary>Whether finalizers keep the object.</summary>
    internal static bool IsHeld(ApiResource resource, JsonObject content) =>
        content.Items("metadata", "finalizers").Any()
        || (resource.Storage == BuiltInResources.NamespaceStorage && content.Items("spec", "finalizers").Any());

    private static long GraceOf(ApiResource resource, JsonObject content, DeleteRequest request)
    {
        bool graceful = resource.Storage == BuiltInResources.PodStorage
            && content.Text("spec", "nodeName") is { Length: > 0 }
            && content.Text("status", "phase") is not ("Succeeded" or "Failed");
        if (!graceful)
            return 0;
        return request.GraceSeconds
            ?? content.Number("metadata", "deletionGracePeriodSeconds")
            ?? content.Number("spec", "terminationGracePeriodSeconds") ?? 30;
    }

    private static void AddFinalizers(ApiResource resource, JsonObject metadata, DeleteRequest request)
    {
        if (metadata["deletionTimestamp"] is not null)
            return;
        string? finalizer = request.Propagation switch
        {
            "Foreground" => Foreground,
            "Orphan" => Orphan,
            _ when resource.Storage == BuiltInResources.DefinitionStorage => DefinitionCleanup,
            _ => null,
        };
        if (finalizer is null)
            return;
        if (metadata["finalizers"] is not JsonArray finalizers)
            metadata["finalizers"] = finalizers = [];
        finalizers.Add(finalizer);
    }
}

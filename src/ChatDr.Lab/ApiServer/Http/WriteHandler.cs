using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Patching;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Selectors;
using ChatDr.Lab.ApiServer.Storage;
using ChatDr.Lab.ApiServer.Writing;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Answers POST, PUT, PATCH and DELETE.</summary>
internal sealed class WriteHandler(ObjectStore store, ObjectWriter writer, TimeProvider time)
{
    private const string CustomPatchTypes = "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";
    private const string PatchTypes = "application/strategic-merge-patch+json, " + CustomPatchTypes;

    internal Task HandleAsync(HttpContext context, RequestTarget target) => (context.Request.Method, target.Name) switch
    {
        ("POST", null) => CreateAsync(context, target),
        ("PUT", not null) => ReplaceAsync(context, target),
        ("PATCH", not null) => PatchAsync(context, target),
        ("DELETE", not null) when target.Subresource.Length == 0 => DeleteAsync(context, target),
        ("DELETE", null) when target.Resource.Verbs.Contains("deletecollection") => DeleteCollectionAsync(context, target),
        _ => throw ApiException.MethodNotAllowed(),
    };

    private async Task CreateAsync(HttpContext context, RequestTarget target)
    {
        if (target.Resource.Namespaced && target.Namespace is null)
            throw ApiException.MethodNotAllowed();
        JsonObject content = await RequestBody.ReadObjectAsync(context);
        WriteOptions options = Options(context);
        StoredObject created = writer.Create(target.Resource, target.Namespace ?? "", content, options);
        await AnswerAsync(context, target, created, 201, options);
    }

    private async Task ReplaceAsync(HttpContext context, RequestTarget target)
    {
        JsonObject content = await RequestBody.ReadObjectAsync(context);
        WriteOptions options = Options(context);
        StoredObject stored = writer.Update(target.Resource, target.Key, target.Subresource, options,
            current => Scaling(target) is { } paths ? Scale.Into(current, content, paths) : content.Copy());
        await AnswerAsync(context, target, stored, 200, options);
    }

    private async Task PatchAsync(HttpContext context, RequestTarget target)
    {
        JsonNode body = await RequestBody.ReadAsync(context) ?? throw ApiException.BadRequest("the patch is empty");
        WriteOptions options = Options(context);
        string type = RequestBody.MediaType(context);
        if (type == "application/apply-patch+yaml")
        {
            JsonObject applied = body as JsonObject ?? throw ApiException.BadRequest("an applied configuration has to be an object");
            if (context.Request.Query["fieldManager"].ToString().Length == 0)
                throw ApiException.InvalidOptions("PatchOptions", FieldError.Required("fieldManager", "is required for apply patch"));
            if (target.Resource.ToStorage is not null)
                throw ApiException.UnsupportedMediaType(type, "application/json-patch+json, application/merge-patch+json (apply in the stored version)");
            (StoredObject merged, bool isNew) = writer.Apply(target.Resource, target.Key, target.Subresource, applied, options);
            await AnswerAsync(context, target, merged, isNew ? 201 : 200, options);
            return;
        }

        Func<JsonObject, JsonObject> patch = Patch(type, body, target.Resource);
        StoredObject stored = writer.Update(target.Resource, target.Key, target.Subresource, options,
            current => Scaling(target) is { } paths ? Scale.Into(current, patch(Scale.Of(current, paths)), paths) : patch(current));
        await AnswerAsync(context, target, stored, 200, options);
    }

    private static Func<JsonObject, JsonObject> Patch(string type, JsonNode body, ApiResource resource) => (type, body) switch
    {
        ("application/json-patch+json", JsonArray operations) => current => JsonPatch.Apply(current, operations),
        ("application/merge-patch+json", JsonObject) => current => (JsonObject)MergePatch.Apply(current, body)!,
        ("application/strategic-merge-patch+json", JsonObject changes) when !resource.IsCustom =>
            current => StrategicMergePatch.Apply(current, changes, resource.Merge),
        ("application/strategic-merge-patch+json", _) when resource.IsCustom => throw ApiException.UnsupportedMediaType(type, CustomPatchTypes),
        ("application/json-patch+json" or "application/merge-patch+json" or "application/strategic-merge-patch+json", _) =>
            throw ApiException.BadRequest("the patch has the wrong shape for its content type"),
        _ => throw ApiException.UnsupportedMediaType(type, PatchTypes),
    };

    private async Task DeleteAsync(HttpContext context, RequestTarget target)
    {
        DeleteRequest request = await DeletionAsync(context);
        (StoredObject stored, bool gone) = writer.Delete(target.Resource, target.Key, request);
        bool answersObject = !gone || target.Resource.Storage == BuiltInResources.PodStorage;
        await (answersObject
            ? AnswerAsync(context, target, stored, 200, Options(context))
            : Answers.JsonAsync(context, 200, Success(target.Resource, stored)));
    }

    private async Task DeleteCollectionAsync(HttpContext context, RequestTarget target)
    {
        if (target.Resource.Namespaced && target.Namespace is null)
            throw ApiException.MethodNotAllowed();
        DeleteRequest request = await DeletionAsync(context);
        IQueryCollection query = context.Request.Query;
        LabelSelector labels = LabelSelector.Parse(query["labelSelector"]);
        FieldSelector fields = FieldSelector.Parse(query["fieldSelector"], target.Resource);
        (IReadOnlyList<StoredObject> all, long revision) = store.List(target.Resource.Storage, target.Namespace);
        List<StoredObject> doomed = [.. all.Where(o => labels.Matches(o.Labels) && fields.Matches(o))];
        foreach (StoredObject stored in doomed.Where(stored => store.Find(stored.Key)?.Uid == stored.Uid))
            writer.Delete(target.Resource, stored.Key, request);
        await Answers.BytesAsync(context, 200, new Representation(context, target.Resource, time).Many(doomed, revision, null, 0));
    }

    private static async Task<DeleteRequest> DeletionAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        DeleteRequest request = DeleteRequest.From(
            await RequestBody.ReadAsync(context), query["propagationPolicy"], query["gracePeriodSeconds"], query["dryRun"] == "All");
        if (request.Propagation is { } policy and not ("Foreground" or "Background" or "Orphan"))
            throw ApiException.InvalidOptions("DeleteOptions",
                FieldError.NotSupported("propagationPolicy", $"\"{policy}\"", ["Foreground", "Background", "Orphan", "nil"]));
        return request;
    }

    private static WriteOptions Options(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        string agent = context.Request.Headers.UserAgent.ToString().Split('/')[0];
        string manager = query["fieldManager"].ToString() is { Length: > 0 } named ? named : agent is { Length: > 0 } ? agent : "unknown";
        string dryRun = query["dryRun"].ToString();
        if (dryRun is not ("" or "All"))
        {
            string kind = context.Request.Method switch
            {
                "POST" => "CreateOptions",
                "PUT" => "UpdateOptions",
                "PATCH" => "PatchOptions",
                _ => "DeleteOptions"
            };
            throw ApiException.InvalidOptions(kind, FieldError.NotSupported("dryRun", $"[]string{{\"{dryRun}\"}}", ["All"]));
        }

        string validation = query["fieldValidation"].ToString() is { Length: > 0 } asked ? asked : "Warn";
        return new WriteOptions(manager, dryRun == "All", validation, query["force"].ToString() is "true" or "1");
    }

    private Task AnswerAsync(HttpContext context, RequestTarget target, StoredObject stored, int code, WriteOptions options)
    {
        Answers.Warn(context, options.Warnings.Distinct());
        return Scaling(target) is { } paths
            ? Answers.JsonAsync(context, code, Scale.Of(stored.Read(), paths))
            : Answers.BytesAsync(context, code, new Representation(context, target.Resource, time).One(stored));
    }

    private static ScalePaths? Scaling(RequestTarget target) => target.Subresource == "scale" ? target.Resource.Scale : null;

    private static JsonObject Success(ApiResource resource, StoredObject stored)
    {
        JsonObject details = new() { ["name"] = stored.Key.Name };
        if (resource.Group.Length > 0)
            details["group"] = resource.Group;
        details["kind"] = resource.Plural;
        details["uid"] = stored.Uid;
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }
}

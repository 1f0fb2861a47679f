using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Errors;

/// <summary>A refusal that is answered as a <c>Status</c> in the words of a real API server (apimachinery <c>pkg/api/errors</c>).</summary>
internal sealed class ApiException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    /// <summary>HTTP status code.</summary>
    internal int Code { get; } = code;

    /// <summary>Machine-readable reason, e.g. <c>NotFound</c>.</summary>
    internal string Reason { get; } = reason;

    /// <summary>The <c>Status</c> object to answer with.</summary>
    internal JsonObject ToStatus()
    {
        JsonObject status = new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
        };
        if (details is not null)
            status["details"] = details.DeepClone();
        status["code"] = Code;
        return status;
    }

    internal static ApiException NotFound(ApiResource resource, string name) =>
        new(404, "NotFound", $"{resource.QualifiedPlural} \"{name}\" not found", Details(resource, name, resource.Plural));

    internal static ApiException NoSuchPath() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    internal static ApiException AlreadyExists(ApiResource resource, string name) =>
        new(409, "AlreadyExists", $"{resource.QualifiedPlural} \"{name}\" already exists", Details(resource, name, resource.Plural));

    internal static ApiException Conflict(
        ApiResource resource, string name, string why = "the object has been modified; please apply your changes to the latest version and try again") =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedPlural} \"{name}\": {why}", Details(resource, name, resource.Plural));

    /// <summary>A deletion of something else than what is there; <paramref name="happened"/> says what probably befell the object.</summary>
    internal static ApiException PreconditionFailed(ApiResource resource, string name, string field, string wanted, string? found, string happened) =>
        new(409, "Conflict",
            $"Operation cannot be fulfilled on {resource.Kind}{(resource.Group.Length > 0 ? "." + resource.Group : "")} \"{name}\": " +
            $"the {field} in the precondition ({wanted}) " +
            $"does not match the {field} in record ({found}). The object might have been {happened}",
            Details(resource, name, resource.Kind));

    internal static ApiException Forbidden(ApiResource resource, string name, string why, JsonObject? cause = null)
    {
        JsonObject details = Details(resource, name, resource.Plural);
        if (cause is not null)
            details["causes"] = new JsonArray(cause);
        return new(403, "Forbidden", $"{resource.QualifiedPlural} \"{name}\" is forbidden: {why}", details);
    }

    internal static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    internal static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");

    internal static ApiException UnsupportedMediaType(string found, string supported, string hint = "") =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format ({found}) - accepted media types include: {supported}{hint}");

    /// <summary>A patch that cannot be carried out.</summary>
    internal static ApiException PatchRejected(string why) =>
        new(422, "Invalid", $"the server rejected our request due to an error in our request: {why}", []);

    /// <summary>Something that a cluster has and a lab has not; <paramref name="why"/> is for the person who asked.</summary>
    internal static ApiException NotInALab(string why) => new(501, "NotImplemented", $"the lab cannot do this: {why}", []);

    internal static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    internal static ApiException Expired(string message) => new(410, "Expired", message);

    internal static ApiException TooLargeResourceVersion(long asked, long current) =>
        new(504, "Timeout", $"Timeout: Too large resource version: {asked}, current: {current}", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        });

    /// <summary>A query that contradicts itself; <paramref name="kind"/> is e.g. <c>ListOptions</c>.</summary>
    internal static ApiException InvalidOptions(string kind, FieldError error) =>
        new(422, "Invalid", $"{kind}.meta.k8s.io \"\" is invalid: {error}",
            new JsonObject { ["group"] = "meta.k8s.io", ["kind"] = kind, ["causes"] = new JsonArray(error.ToCause()) });

    internal static ApiException Invalid(ApiResource resource, string name, IReadOnlyList<FieldError> errors)
    {
        string list = errors.Count == 1 ? errors[0].ToString() : $"[{string.Join(", ", errors)}]";
        JsonObject details = Details(resource, name, resource.Kind);
        details["causes"] = new JsonArray([.. errors.Select(error => error.ToCause())]);
        string kind = resource.Group.Length == 0 ? resource.Kind : $"{resource.Kind}.{resource.Group}";
        return new(422, "Invalid", $"{kind} \"{name}\" is invalid: {list}", details);
    }

    internal static ApiException ApplyConflict(IReadOnlyList<(string Manager, string Field)> conflicts)
    {
        JsonArray causes = [];
        foreach ((string manager, string field) in conflicts)
        {
            causes.Add(new JsonObject { ["reason"] = "FieldManagerConflict", ["message"] = $"conflict with {manager}", ["field"] = field });
        }

        string list = conflicts.Count == 1
            ? $"conflict with {conflicts[0].Manager}: {conflicts[0].Field}"
            : string.Join('\n', conflicts.GroupBy(c => c.Manager).OrderBy(g => g.Key, StringComparer.Ordinal)
                .SelectMany(g => g.Select(c => $"- {c.Field}").Prepend($"conflicts with {g.Key}:")));
        string noun = conflicts.Count == 1 ? "conflict" : "conflicts";
        return new(409, "Conflict", $"Apply failed with {conflicts.Count} {noun}: {list}", new JsonObject { ["causes"] = causes });
    }

    private static JsonObject Details(ApiResource resource, string name, string kind)
    {
        JsonObject details = [];
        if (name.Length > 0)
            details["name"] = name;
        if (resource.Group.Length > 0)
            details["group"] = resource.Group;
        details["kind"] = kind;
        return details;
    }
}

using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Validation;

namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>What the server demands of an object's type and metadata.</summary>
internal static class MetadataRules
{
    private static readonly string[] SystemOwned =
        ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"];

    /// <summary>Refuses an object of another kind than its path says; fills in what was left out.</summary>
    internal static void CheckType(ApiResource resource, JsonObject content)
    {
        string apiVersion = content.Text("apiVersion") ?? resource.ApiVersion;
        string kind = content.Text("kind") ?? resource.Kind;
        if (apiVersion != resource.ApiVersion)
        {
            throw ApiException.BadRequest(
                $"the API version in the data ({apiVersion}) does not match the expected API version ({resource.ApiVersion})");
        }

        if (kind != resource.Kind)
            throw ApiException.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {kind}");
        content["apiVersion"] = apiVersion;
        content["kind"] = kind;
    }

    /// <summary>Checks names, labels, annotations and owners, of whom one at most is the controller.</summary>
    internal static IEnumerable<FieldError> Validate(ApiResource resource, JsonObject content)
    {
        JsonNode? metadata = content["metadata"];
        string name = metadata.Text("name") ?? "";
        if (name.Length == 0)
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        else if (NameRules.OfObject(resource, name) is { } wrong)
            yield return FieldError.Invalid("metadata.name", $"\"{name}\"", wrong);
        foreach (string map in (string[])["labels", "annotations"])
        {
            foreach ((string key, JsonNode? value) in metadata.At(map) as JsonObject ?? [])
            {
                if (NameRules.QualifiedName(key) is { } wrongKey)
                    yield return FieldError.Invalid($"metadata.{map}", $"\"{key}\"", wrongKey);
                if (map == "labels" && value.Text() is { } text && NameRules.LabelValue(text) is { } wrongValue)
                    yield return FieldError.Invalid("metadata.labels", $"\"{text}\"", wrongValue);
            }
        }

        foreach (JsonNode? owner in metadata.Items("ownerReferences"))
        {
            foreach ((string member, string title) in ((string, string)[])[("apiVersion", "version"), ("kind", "kind"), ("name", "name"), ("uid", "uid")])
            {
                if (owner.Text(member) is not { Length: > 0 })
                    yield return FieldError.Invalid($"metadata.ownerReferences.{member}", "\"\"", $"{title} must not be empty");
            }
        }

        string?[] controllers = [.. metadata.Items("ownerReferences").Where(owner => owner.Flag("controller")).Select(owner => owner.Text("name"))];
        if (controllers.Length > 1)
        {
            yield return FieldError.Invalid(
                "metadata.ownerReferences",
                metadata.At("ownerReferences")!.ToJsonString(JsonNavigation.Compact),
                $"Only one reference can have Controller set to true. Found \"true\" in references for {controllers[0]} and {controllers[1]}");
        }
    }

    /// <summary>Carries over what only the server sets, and refuses a changed identity.</summary>
    internal static void Preserve(ApiResource resource, JsonObject current, JsonObject desired)
    {
        JsonObject from = current.Child("metadata");
        JsonObject to = desired.Child("metadata");
        string name = from.Text("name") ?? "";
        if (to.Text("name") is { } renamed && renamed != name)
            throw ApiException.BadRequest($"the name of the object ({renamed}) does not match the name on the URL ({name})");
        if (to.Text("namespace") is { } moved && moved != from.Text("namespace"))
            throw ApiException.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
        if (to.Text("uid") is { } uid && uid != from.Text("uid"))
            throw ApiException.Conflict(resource, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {from.Text("uid")}");
        if (to.Text("resourceVersion") is { Length: > 0 } version && version != from.Text("resourceVersion"))
            throw ApiException.Conflict(resource, name);
        to["name"] = name;
        foreach (string member in (ReadOnlySpan<string>)["namespace", "resourceVersion", .. SystemOwned])
        {
            to.Remove(member);
            if (from[member] is { } value)
                to[member] = value.DeepClone();
        }
    }

    /// <summary>Refuses finalizers that appear on an object that is being deleted.</summary>
    internal static IEnumerable<FieldError> ValidateFinalizers(JsonObject current, JsonObject desired)
    {
        if (current.At("metadata", "deletionTimestamp") is null)
            yield break;
        HashSet<string> old = [.. Finalizers(current)];
        string[] added = [.. Finalizers(desired).Where(finalizer => !old.Contains(finalizer))];
        if (added.Length > 0)
        {
            yield return FieldError.Forbidden("metadata.finalizers",
                $"no new finalizers can be added if the object is being deleted, "
                + $"found new finalizers []string{{{string.Join(", ", added.Select(a => $"\"{a}\""))}}}");
        }
    }

    internal static IEnumerable<string> Finalizers(JsonObject content) =>
        content.Items("metadata", "finalizers").Select(finalizer => finalizer.Text()).OfType<string>();
}

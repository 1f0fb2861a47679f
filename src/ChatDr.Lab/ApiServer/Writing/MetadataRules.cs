using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>What the server demands of an object's type and metadata.</summary>
internal static partial class MetadataRules
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

    /// <summary>Checks names, label and annotation shapes, and that at most one owner is the controller.</summary>
    internal static IEnumerable<FieldError> Validate(JsonObject content)
    {
        JsonNode? metadata = content["metadata"];
        string name = metadata.Text("name") ?? "";
        if (name.Length == 0)
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        else if (name.Length > 253 || !Subdomain().IsMatch(name))
            yield return FieldError.Invalid("metadata.name", $"\"{name}\"", SubdomainRule);
        foreach (string map in (string[])["labels", "annotations"])
        {
            if (metadata.At(map) is { } value && (value is not JsonObject members || members.Any(member => member.Value.Text() is null)))
                yield return FieldError.Invalid($"metadata.{map}", value.ToJsonString(JsonNavigation.Compact), "must be a map of strings to strings");
            foreach ((string key, _) in metadata.At(map) as JsonObject ?? [])
            {
                if (!QualifiedName().IsMatch(key))
                    yield return FieldError.Invalid($"metadata.{map}", $"\"{key}\"", QualifiedNameRule);
            }
        }

        foreach ((string key, JsonNode? value) in metadata.At("labels") as JsonObject ?? [])
        {
            if (value.Text() is { } text && !LabelValue().IsMatch(text))
                yield return FieldError.Invalid("metadata.labels", $"\"{text}\"", $"{LabelRule} (label {key})");
        }

        string?[] controllers = [.. content.Items("metadata", "ownerReferences").Where(IsController).Select(owner => owner.Text("name"))];
        if (controllers.Length > 1)
        {
            yield return FieldError.Invalid(
                "metadata.ownerReferences",
                metadata.At("ownerReferences")!.ToJsonString(JsonNavigation.Compact),
                $"Only one reference can have Controller set to true. Found \"true\" in references for {controllers[0]} and {controllers[1]}");
        }
    }

    private static bool IsController(JsonNode? owner) => owner?["controller"] is JsonValue controller && controller.TryGetValue(out bool value) && value;

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
            throw ApiException.PreconditionFailed(resource, name, "UID", uid, from.Text("uid"));
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
                $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(a => $"\"{a}\""))}}}");
        }
    }

    internal static IEnumerable<string> Finalizers(JsonObject content) =>
        content.Items("metadata", "finalizers").Select(finalizer => finalizer.Text()).OfType<string>();

    private const string SubdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string QualifiedNameRule =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    [GeneratedRegex("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$")]
    private static partial Regex QualifiedName();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9:]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Subdomain();

    [GeneratedRegex("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")]
    private static partial Regex LabelValue();
}

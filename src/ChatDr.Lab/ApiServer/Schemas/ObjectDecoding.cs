using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Writing;

namespace ChatDr.Lab.ApiServer.Schemas;

/// <summary>
/// What decoding into Go's types does to an object in a real server: refuses values of another type
/// (built-in kinds and metadata; the rest of custom ones is validated later),
/// and drops, warns of or refuses fields that nobody knows (kubernetes.io/docs/reference/using-api/api-concepts, "Field validation").
/// </summary>
internal static partial class ObjectDecoding
{
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>Brings <paramref name="content"/> into the kind's fields.</summary>
    /// <exception cref="ApiException">A value has the wrong type, or validation is strict and a field is unknown.</exception>
    internal static void Decode(ApiResource resource, JsonObject content, WriteOptions options)
    {
        string? mismatch = resource.IsCustom
            ? Mismatch(content.Child("metadata"), BuiltInSchemas.ObjectMeta, "ObjectMeta", "metadata")
            : Mismatch(content, resource.Schema, resource.Kind, "");
        if (mismatch is not null)
            throw Refused(resource, mismatch);
        IReadOnlyList<string> unknown = StructuralSchema.Prune(content, resource.Schema);
        if (unknown.Count == 0 || options.Validation == "Ignore")
            return;
        if (options.Validation == "Strict")
            throw Refused(resource, "strict decoding error: " + string.Join(", ", unknown.Select(path => $"unknown field \"{path}\"")));
        options.Warnings.AddRange(unknown.Select(path => $"unknown field \"{path}\""));
    }

    private static ApiException Refused(ApiResource resource, string why) =>
        ApiException.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: {why}");

    /// <summary>What is wrong with the first value that does not fit, or null. Nulls are taken out on the way: they mean that a field is not set.</summary>
    private static string? Mismatch(JsonNode value, JsonObject schema, string type, string path)
    {
        switch (schema.Text("type"))
        {
            case "object":
                return value is JsonObject map ? MismatchIn(map, schema, type, path) : Unfit(value, schema, type, path);
            case "array":
                return value is JsonArray list ? MismatchIn(list, schema, type, path) : Unfit(value, schema, type, path);
            case "boolean":
                return value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? null : Unfit(value, schema, type, path);
            case "integer":
                return value is JsonValue number && number.TryGetValue(out long whole)
                    && (schema.Text("format") == "int64" || whole is >= int.MinValue and <= int.MaxValue)
                    ? null
                    : Unfit(value, schema, type, path);
            case "number":
                return value.GetValueKind() == JsonValueKind.Number ? null : Unfit(value, schema, type, path);
            case "string":
                return Text(value, schema, type, path);
            default:
                return null;
        }
    }

    private static string? MismatchIn(JsonObject map, JsonObject schema, string type, string path)
    {
        foreach ((string name, JsonNode? member) in map.ToArray())
        {
            if (member is null)
            {
                map.Remove(name);
            }
            else if (StructuralSchema.Member(schema, name) is { } memberSchema)
            {
                string memberType = schema.At("properties", name).Text("$ref") is { } reference ? reference[(reference.LastIndexOf('.') + 1)..] : type;
                if (memberSchema == BuiltInSchemas.Quantity && member.GetValueKind() == JsonValueKind.Number)
                    map[name] = member.ToJsonString();
                else if (Mismatch(member, memberSchema, memberType, path.Length == 0 ? name : $"{path}.{name}") is { } mismatch)
                    return mismatch;
            }
        }

        return null;
    }

    private static string? MismatchIn(JsonArray list, JsonObject schema, string type, string path)
    {
        if (StructuralSchema.Items(schema) is not { } items)
            return null;
        string itemType = schema.At("items").Text("$ref") is { } reference ? reference[(reference.LastIndexOf('.') + 1)..] : type;
        return list.OfType<JsonNode>().Select(item => Mismatch(item, items, itemType, path)).FirstOrDefault(mismatch => mismatch is not null);
    }

    private static string? Text(JsonNode value, JsonObject schema, string type, string path)
    {
        string? format = schema.Text("format");
        if (value.GetValueKind() != JsonValueKind.String)
            return format == "int-or-string" && value.GetValueKind() == JsonValueKind.Number ? null : Unfit(value, schema, type, path);
        string text = value.GetValue<string>();
        if (format == "byte" && !Convert.TryFromBase64String(text, new byte[text.Length], out _))
            return "illegal base64 data at input byte " + IllegalAt(text).ToString(CultureInfo.InvariantCulture);
        if (format == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _))
            return $"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\"";
        return schema == BuiltInSchemas.Quantity && !Quantity().IsMatch(text)
            ? "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            : null;
    }

    private static int IllegalAt(string text)
    {
        int at = text.AsSpan().IndexOfAnyExcept(Base64);
        return at < 0 ? text.Length : at;
    }

    private static string Unfit(JsonNode value, JsonObject schema, string type, string path)
    {
        string found = value.GetValueKind() switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "bool",
            JsonValueKind.Number when schema.Text("type") == "integer" => $"number {value.ToJsonString()}",
            _ => "number",
        };
        return $"json: cannot unmarshal {found} into Go struct field {type}.{path} of type {GoType(schema, type)}";
    }

    private static string GoType(JsonObject? schema, string type) => schema.Text("type") switch
    {
        "boolean" => "bool",
        "integer" => schema.Text("format") ?? "int32",
        "number" => "float64",
        "array" when StructuralSchema.Items(schema).Text("type") == "object" => $"[]v1.{schema.At("items").Text("$ref")?.Split('.')[^1]}",
        "array" => $"[]{GoType(StructuralSchema.Items(schema), type)}",
        "object" when schema.At("additionalProperties") is { } values => $"map[string]{GoType(BuiltInSchemas.Resolve(values), type)}",
        "object" => $"v1.{type}",
        _ => "string",
    };

    [GeneratedRegex("^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$")]
    private static partial Regex Quantity();
}

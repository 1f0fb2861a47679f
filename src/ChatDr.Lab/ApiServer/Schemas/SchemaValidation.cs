using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatDr.Lab.ApiServer.Errors;

namespace ChatDr.Lab.ApiServer.Schemas;

/// <summary>Checks a custom resource against its structural schema and reports in the words of a real API server. CEL rules are not evaluated.</summary>
internal static class SchemaValidation
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    /// <summary>All violations, in document order.</summary>
    internal static IReadOnlyList<FieldError> Validate(JsonObject content, JsonObject schema)
    {
        List<FieldError> errors = [];
        foreach ((string name, JsonNode? value) in content)
        {
            if (name is not ("apiVersion" or "kind" or "metadata") && StructuralSchema.Member(schema, name) is { } member)
                Value(value, member, name, errors);
        }

        RequiredMembers(content, schema, "", errors);
        return errors;
    }

    private static void Value(JsonNode? value, JsonObject schema, string path, List<FieldError> errors)
    {
        if (value is null)
        {
            if (!schema.Flag("nullable") && schema.Text("type") is { } type)
                errors.Add(FieldError.TypeInvalid(path, "\"null\"", $"{path} in body must be of type {type}: \"null\""));
            return;
        }

        if (!TypeFits(value, schema))
        {
            string found = TypeName(value);
            string wanted = schema.Text("type") ?? "integer,string";
            errors.Add(FieldError.TypeInvalid(path, $"\"{found}\"", $"{path} in body must be of type {wanted}: \"{found}\""));
            return;
        }

        switch (value)
        {
            case JsonObject map:
                Members(map, schema, path, errors);
                break;
            case JsonArray list:
                Items(list, schema, path, errors);
                break;
            default:
                Scalar(value, schema, path, errors);
                break;
        }
    }

    private static void Members(JsonObject map, JsonObject schema, string path, List<FieldError> errors)
    {
        if (schema.Number("minProperties") is { } min && map.Count < min)
            errors.Add(FieldError.Invalid(path, map.Count.ToString(CultureInfo.InvariantCulture), $"{path} in body should have at least {min} properties"));
        if (schema.Number("maxProperties") is { } max && map.Count > max)
            errors.Add(FieldError.Invalid(path, map.Count.ToString(CultureInfo.InvariantCulture), $"{path} in body should have at most {max} properties"));
        RequiredMembers(map, schema, path, errors);
        foreach ((string name, JsonNode? member) in map)
        {
            if (StructuralSchema.Member(schema, name) is { } memberSchema)
                Value(member, memberSchema, $"{path}.{name}", errors);
        }
    }

    private static void RequiredMembers(JsonObject map, JsonObject schema, string path, List<FieldError> errors)
    {
        foreach (string name in schema.Items("required").Select(item => item.Text()).OfType<string>())
        {
            if (!map.ContainsKey(name))
                errors.Add(FieldError.Required(path.Length == 0 ? name : $"{path}.{name}"));
        }
    }

    private static void Items(JsonArray list, JsonObject schema, string path, List<FieldError> errors)
    {
        if (schema.Number("maxItems") is { } max && list.Count > max)
            errors.Add(FieldError.TooMany(path, list.Count, max));
        if (schema.Number("minItems") is { } min && list.Count < min)
            errors.Add(FieldError.Invalid(path, list.Count.ToString(CultureInfo.InvariantCulture), $"{path} in body should have at least {min} items"));
        HashSet<string> seen = [];
        for (int i = 0; i < list.Count; i++)
        {
            string itemPath = $"{path}[{i}]";
            if (Identity(list[i], schema) is { } identity && !seen.Add(identity))
                errors.Add(FieldError.Duplicate(itemPath, identity));
            if (StructuralSchema.Items(schema) is { } itemSchema)
                Value(list[i], itemSchema, itemPath, errors);
        }
    }

    private static string? Identity(JsonNode? item, JsonObject schema) => schema.Text("x-kubernetes-list-type") switch
    {
        "set" => item?.ToJsonString(JsonNavigation.Compact),
        "map" => $"map[string]interface {{}}{{{string.Join(", ", schema.Items("x-kubernetes-list-map-keys")
            .Select(key => key.Text() ?? "").Order(StringComparer.Ordinal)
            .Select(key => $"\"{key}\":{item.At(key)?.ToJsonString(JsonNavigation.Compact) ?? "null"}"))}}}",
        _ => null,
    };

    private static void Scalar(JsonNode value, JsonObject schema, string path, List<FieldError> errors)
    {
        string shown = value.ToJsonString(JsonNavigation.Compact);
        if (schema.At("enum") is JsonArray allowed && !allowed.Any(option => JsonNavigation.Same(option, value)))
            errors.Add(FieldError.NotSupported(path, shown, allowed.Select(option => option.Text() ?? option?.ToJsonString() ?? "null")));
        if (value.GetValueKind() == JsonValueKind.String)
            Text(value.GetValue<string>(), shown, schema, path, errors);
        else if (value.GetValueKind() == JsonValueKind.Number)
            Number(value.AsValue(), shown, schema, path, errors);
    }

    private static void Text(string value, string shown, JsonObject schema, string path, List<FieldError> errors)
    {
        if (schema.Number("maxLength") is { } max && new StringInfo(value).LengthInTextElements > max)
            errors.Add(FieldError.TooLong(path, max));
        if (schema.Number("minLength") is { } min && value.Length < min)
            errors.Add(FieldError.Invalid(path, shown, $"{path} in body should be at least {min} chars long"));
        if (schema.Text("pattern") is { } pattern && !Regex.IsMatch(value, pattern, RegexOptions.CultureInvariant, PatternTimeout))
            errors.Add(FieldError.Invalid(path, shown, $"{path} in body should match '{pattern}'"));
        if (schema.Text("format") == "date-time" && !DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _))
            errors.Add(FieldError.Invalid(path, shown, $"{path} in body must be of type date-time: {shown}"));
    }

    private static void Number(JsonValue value, string shown, JsonObject schema, string path, List<FieldError> errors)
    {
        decimal number = decimal.TryParse(shown, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact) ? exact : 0;
        if (schema.At("minimum") is JsonValue minimum && minimum.TryGetValue(out decimal min) && number < min)
            errors.Add(FieldError.Invalid(path, shown, $"{path} in body should be greater than or equal to {minimum.ToJsonString()}"));
        if (schema.At("maximum") is JsonValue maximum && maximum.TryGetValue(out decimal max) && number > max)
            errors.Add(FieldError.Invalid(path, shown, $"{path} in body should be less than or equal to {maximum.ToJsonString()}"));
    }

    private static bool TypeFits(JsonNode value, JsonObject schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string"))
            return value.GetValueKind() == JsonValueKind.String || IsWhole(value);
        return schema.Text("type") switch
        {
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "string" => value.GetValueKind() == JsonValueKind.String,
            "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            "integer" => IsWhole(value),
            "number" => value.GetValueKind() == JsonValueKind.Number,
            _ => true,
        };
    }

    private static bool IsWhole(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.Number
            && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            && number == decimal.Truncate(number);

    private static string TypeName(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => IsWhole(value) ? "integer" : "number",
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        _ => throw new InvalidOperationException($"No such JSON kind: {value.GetValueKind()}"),
    };
}

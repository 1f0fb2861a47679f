using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ChatDr.Api;
using ChatDr.Api.Schema;

namespace ChatDr.CrdGen;

/// <summary>
/// Turns a C# type into a structural OpenAPI schema. Names are the serializer's, <c>required</c> is C#'s, defaults are the property initialisers,
/// descriptions are the documentation summaries: nothing is said twice.
/// </summary>
internal sealed class SchemaBuilder(JsonSerializerOptions json, XmlDocumentation documentation)
{
    private readonly Stack<Type> _within = [];

    /// <summary>The schema of an object type; <paramref name="withDefaults"/> is false for status, which nobody but the operator writes.</summary>
    /// <exception cref="InvalidOperationException">The type holds itself, or something has no place in a schema.</exception>
    public JsonObject Object(Type type, bool withDefaults)
    {
        if (_within.Contains(type))
        {
            throw new InvalidOperationException($"{type} holds itself by way of {string.Join(", ", _within)}: a structural schema has no recursion.");
        }

        _within.Push(type);
        var initial = withDefaults ? Activator.CreateInstance(type) : null;
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in json.GetTypeInfo(type).Properties)
        {
            var member = (PropertyInfo)property.AttributeProvider!;
            var schema = Property(member, withDefaults);
            if (member.IsDefined(typeof(RequiredMemberAttribute)))
            {
                required.Add(property.Name);
            }
            else if (initial is not null && Default(member, initial) is { } value)
            {
                schema["default"] = value;
            }

            properties[property.Name] = schema;
        }

        var result = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            result["required"] = required;
        }

        Rules(type, result);
        _within.Pop();
        return result;
    }

    private JsonObject Property(PropertyInfo member, bool withDefaults)
    {
        var content = Value(member.PropertyType, withDefaults);
        var schema = new JsonObject { ["description"] = documentation.Of(member) };
        foreach (var (key, value) in content.ToList())
        {
            schema[key] = value?.DeepClone();
        }

        foreach (var attribute in member.GetCustomAttributes())
        {
            Constrain(schema, attribute);
        }

        if (schema["type"]?.GetValue<string>() == "array" && member.GetCustomAttribute<ListMapKeyAttribute>() is null)
        {
            schema["x-kubernetes-list-type"] = "atomic";
        }

        Rules(member, schema);
        return schema;
    }

    private JsonObject Value(Type type, bool withDefaults)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(JsonObject))
        {
            return new JsonObject { ["type"] = "object" };
        }

        if (type.IsEnum)
        {
            return new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => JsonValue.Create(name))]) };
        }

        if (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)))
        {
            return new JsonObject { ["type"] = "array", ["items"] = Value(type.GetGenericArguments()[0], withDefaults) };
        }

        return Scalar(type) ?? Object(type, withDefaults);
    }

    private static JsonObject? Scalar(Type type) => type switch
    {
        _ when type == typeof(string) => new JsonObject { ["type"] = "string" },
        _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        _ when type == typeof(int) => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        _ when type == typeof(long) => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
        _ when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(Duration) => new JsonObject { ["type"] = "string", ["maxLength"] = 32, ["pattern"] = Duration.Pattern },
        _ when type.IsPrimitive || type.IsValueType => throw new InvalidOperationException($"{type} has no place in a schema; durations and quantities are strings, and the API has no floating-point numbers."),
        _ => null,
    };

    private static void Constrain(JsonObject schema, Attribute attribute)
    {
        switch (attribute)
        {
            case PatternAttribute pattern:
                schema["pattern"] = pattern.Pattern;
                break;
            case LengthAttribute length:
                schema["minLength"] = length.Minimum;
                schema["maxLength"] = length.Maximum;
                break;
            case RangeAttribute range:
                schema["minimum"] = range.Minimum;
                schema["maximum"] = range.Maximum;
                break;
            case ItemsAttribute items:
                schema["minItems"] = items.Minimum;
                schema["maxItems"] = items.Maximum;
                break;
            case ListMapKeyAttribute map:
                schema["x-kubernetes-list-type"] = "map";
                schema["x-kubernetes-list-map-keys"] = new JsonArray(map.Key);
                break;
            case PreserveUnknownFieldsAttribute:
                schema["x-kubernetes-preserve-unknown-fields"] = true;
                break;
        }
    }

    private JsonNode? Default(PropertyInfo member, object initial)
    {
        var value = member.GetValue(initial);
        return value switch
        {
            null => null,
            string or bool or int or long or Enum or Duration => JsonSerializer.SerializeToNode(value, member.PropertyType, json),
            IEnumerable list => JsonSerializer.SerializeToNode(list, member.PropertyType, json),

            // The members of a nested object have defaults of their own, which the server fills into an empty one.
            _ => new JsonObject(),
        };
    }

    private static void Rules(MemberInfo member, JsonObject schema)
    {
        var rules = member.GetCustomAttributes<ValidationRuleAttribute>().ToList();
        if (rules.Count > 0)
        {
            schema["x-kubernetes-validations"] = new JsonArray([.. rules.Select(rule => new JsonObject { ["rule"] = rule.Rule, ["message"] = rule.Message })]);
        }
    }
}

using System.Reflection;
using System.Text.Json.Nodes;
using ChatDr.Api.Schema;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.CrdGen;

/// <summary>Builds the CustomResourceDefinition of a C# type.</summary>
internal static class CustomResourceDefinition
{
    /// <summary>The custom resources of the project.</summary>
    public static IReadOnlyList<Type> Kinds { get; } =
        [.. typeof(StretchedChatPool).Assembly.GetTypes().Where(type => type.IsDefined(typeof(CustomResourceAttribute))).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>The file name, as controller-gen names it.</summary>
    public static string FileName(Type kind) => $"{Entity(kind).Group}_{Entity(kind).PluralName}.yaml";

    /// <summary>The definition of <paramref name="kind"/>.</summary>
    public static JsonObject Of(Type kind)
    {
        var entity = Entity(kind);
        var names = kind.GetCustomAttribute<CustomResourceAttribute>()!;
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{entity.PluralName}.{entity.Group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = entity.Group,
                ["names"] = new JsonObject
                {
                    ["categories"] = new JsonArray("chatdr"),
                    ["kind"] = entity.Kind,
                    ["listKind"] = entity.Kind + "List",
                    ["plural"] = entity.PluralName,
                    ["shortNames"] = new JsonArray(names.ShortName),
                    ["singular"] = names.Singular,
                },
                ["scope"] = entity.Namespaced ? "Namespaced" : "Cluster",
                ["versions"] = new JsonArray(Version(kind, entity)),
            },
        };
    }

    private static JsonObject Version(Type kind, KubernetesEntityAttribute entity) => new()
    {
        ["name"] = entity.ApiVersion,
        ["served"] = true,
        ["storage"] = true,
        ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
        ["additionalPrinterColumns"] = new JsonArray([.. kind.GetCustomAttributes<PrinterColumnAttribute>().Select(Column)]),
        ["schema"] = new JsonObject { ["openAPIV3Schema"] = Schema(kind) },
    };

    private static JsonObject Schema(Type kind)
    {
        var documentation = new XmlDocumentation();
        var builder = new SchemaBuilder(KubernetesJson.Options, documentation);
        var schema = new JsonObject
        {
            ["description"] = documentation.Of(kind),
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = "The version of this representation: " + Entity(kind).GroupVersion + "." },
                ["kind"] = new JsonObject { ["type"] = "string", ["description"] = "The type of the object: " + Entity(kind).Kind + "." },
                ["metadata"] = new JsonObject { ["type"] = "object" },
                ["spec"] = Member(builder, documentation, kind, "Spec", withDefaults: true),
                ["status"] = Member(builder, documentation, kind, "Status", withDefaults: false),
            },
            ["required"] = new JsonArray("spec"),
        };
        var rules = kind.GetCustomAttributes<ValidationRuleAttribute>().Select(rule => (JsonNode)new JsonObject { ["rule"] = rule.Rule, ["message"] = rule.Message }).ToArray();
        if (rules.Length > 0)
        {
            schema["x-kubernetes-validations"] = new JsonArray(rules);
        }

        return schema;
    }

    private static JsonObject Member(SchemaBuilder builder, XmlDocumentation documentation, Type kind, string name, bool withDefaults)
    {
        var member = kind.GetProperty(name)!;
        var schema = builder.Object(member.PropertyType, withDefaults);
        schema.Insert(0, "description", documentation.Of(member));
        return schema;
    }

    private static JsonObject Column(PrinterColumnAttribute column)
    {
        var result = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Description.Length > 0)
        {
            result["description"] = column.Description;
        }

        if (column.Priority > 0)
        {
            result["priority"] = column.Priority;
        }

        return result;
    }

    private static KubernetesEntityAttribute Entity(Type kind) => KubernetesEntityAttribute.Of(kind);
}

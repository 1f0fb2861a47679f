using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ChatDr.Kubernetes.Json;

/// <summary>How objects look on the wire: camelCase names, absent instead of null, enums by name, RFC 3339 times.</summary>
public static class KubernetesJson
{
    /// <summary>The options for every object that is read or written. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create(new DefaultJsonTypeInfoResolver());

    /// <summary>As <see cref="Options"/>, for bookmarks: they are objects of the watched kind that lack everything but their revision.</summary>
    internal static JsonSerializerOptions BookmarkOptions { get; } = Create(new DefaultJsonTypeInfoResolver { Modifiers = { RequireNothing } });

    private static JsonSerializerOptions Create(IJsonTypeInfoResolver resolver)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = resolver,
            Converters = { new JsonStringEnumConverter(), new TimeConverter() },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void RequireNothing(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired = false;
        }
    }
}

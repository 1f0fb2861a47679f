using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Tests.Models;

/// <summary>Caches hand out what they hold, so nobody may change it by accident: members are init-only and collections read-only.</summary>
public sealed class ImmutabilityTests
{
    /// <summary>Opaque to this library; only ever written as a whole. docs/runtime.md tells of it.</summary>
    private static readonly string[] Opaque = ["V1CustomResourceDefinition.Spec"];

    [Fact]
    public void Models_HaveNoMemberThatCanBeSetLater() => Properties()
        .Where(property => property.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
        .Select(Name).ShouldBeEmpty();

    [Fact]
    public void Models_HaveNoCollectionThatCanBeChanged() => Properties()
        .Where(property => !Opaque.Contains(Name(property)) && IsMutable(property.PropertyType))
        .Select(Name).ShouldBeEmpty();

    [Fact]
    public void ManagedFields_AreNotEvenRead()
    {
        typeof(V1ObjectMeta).GetProperty("ManagedFields").ShouldBeNull("caches would hold them, and no reconciler reads them");
        const string Sent =
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[{"manager":"kubectl","fieldsV1":{"f:data":{} }}]}}""";

        var read = System.Text.Json.JsonSerializer.Deserialize<V1ConfigMap>(Sent, KubernetesJson.Options);

        System.Text.Json.JsonSerializer.Serialize(read, KubernetesJson.Options).ShouldNotContain("managedFields");
    }

    private static IEnumerable<PropertyInfo> Properties() => typeof(V1ObjectMeta).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, Namespace: "ChatDr.Kubernetes.Models" } && !type.IsSubclassOf(typeof(Attribute)))
        .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly));

    private static string Name(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";

    private static bool IsMutable(Type type) =>
        type.IsArray
        || type.IsAssignableTo(typeof(JsonNode))
        || type.IsAssignableTo(typeof(System.Collections.IList))
        || type.IsAssignableTo(typeof(System.Collections.IDictionary))
        || (type.IsGenericType && type.GetGenericTypeDefinition() is { } generic
            && (generic == typeof(IList<>) || generic == typeof(IDictionary<,>) || generic == typeof(ICollection<>) || generic == typeof(ISet<>)));
}

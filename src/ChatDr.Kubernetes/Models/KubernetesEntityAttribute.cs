using System.Reflection;

namespace ChatDr.Kubernetes.Models;

/// <summary>Says where in the Kubernetes API a C# type lives. The shape is KubeOps' and KubernetesClient's.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>The API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>The version within the group, such as <c>v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The type's name in PascalCase.</summary>
    public required string Kind { get; init; }

    /// <summary>The lower-case plural that stands in the URL.</summary>
    public required string PluralName { get; init; }

    /// <summary>Whether objects live in a namespace.</summary>
    public bool Namespaced { get; init; } = true;

    /// <summary>The <c>apiVersion</c> of an object of this type.</summary>
    public string GroupVersion => Group.Length == 0 ? ApiVersion : $"{Group}/{ApiVersion}";

    /// <summary>The attribute of <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">The type does not carry the attribute.</exception>
    public static KubernetesEntityAttribute Of<T>() => Of(typeof(T));

    /// <summary>The attribute of <paramref name="type"/>; of a <see cref="PartialObjectMetadata{T}"/> that of the kind whose metadata it is.</summary>
    /// <exception cref="InvalidOperationException">The type does not carry the attribute.</exception>
    public static KubernetesEntityAttribute Of(Type type) =>
        (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PartialObjectMetadata<>) ? type.GetGenericArguments()[0] : type)
            .GetCustomAttribute<KubernetesEntityAttribute>()
        ?? throw new InvalidOperationException($"{type} is no Kubernetes type: it lacks [KubernetesEntity].");
}

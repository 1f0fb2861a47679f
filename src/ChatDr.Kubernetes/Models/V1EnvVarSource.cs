namespace ChatDr.Kubernetes.Models;

/// <summary>Where a variable's value comes from; one member is set.</summary>
public sealed record V1EnvVarSource
{
    /// <summary>A field of the pod.</summary>
    public V1ObjectFieldSelector? FieldRef { get; init; }

    /// <summary>A key of a Secret.</summary>
    public V1SecretKeySelector? SecretKeyRef { get; init; }

    /// <summary>A key of a ConfigMap.</summary>
    public V1ConfigMapKeySelector? ConfigMapKeyRef { get; init; }
}

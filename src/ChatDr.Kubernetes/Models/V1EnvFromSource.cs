namespace ChatDr.Kubernetes.Models;

/// <summary>An object whose keys become variables; one reference is set.</summary>
public sealed record V1EnvFromSource
{
    /// <summary>Put before each key.</summary>
    public string? Prefix { get; init; }

    /// <summary>The ConfigMap.</summary>
    public V1ConfigMapEnvSource? ConfigMapRef { get; init; }

    /// <summary>The Secret.</summary>
    public V1SecretEnvSource? SecretRef { get; init; }
}

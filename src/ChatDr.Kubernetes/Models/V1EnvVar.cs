namespace ChatDr.Kubernetes.Models;

/// <summary>One environment variable.</summary>
public sealed record V1EnvVar
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its value; <c>$(OTHER)</c> is expanded.</summary>
    public string? Value { get; init; }

    /// <summary>Where the value comes from instead.</summary>
    public V1EnvVarSource? ValueFrom { get; init; }
}

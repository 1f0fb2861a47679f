namespace ChatDr.Kubernetes.Models;

/// <summary>Points at an object.</summary>
public sealed record V1ObjectReference
{
    /// <summary>Its group and version.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Its kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Its namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its UID.</summary>
    public string? Uid { get; init; }

    /// <summary>Its revision.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>A part of it.</summary>
    public string? FieldPath { get; init; }
}

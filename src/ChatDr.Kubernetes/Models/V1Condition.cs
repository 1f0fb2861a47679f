using System.Text.Json.Serialization;

namespace ChatDr.Kubernetes.Models;

/// <summary>One observation of an object's state, as <c>meta/v1 Condition</c>.</summary>
public sealed record V1Condition
{
    /// <summary>What is observed, in PascalCase, such as <c>Ready</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why, in one PascalCase word that programs may rely on.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, in a sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public required DateTimeOffset LastTransitionTime { get; init; }

    /// <summary>The generation of the spec that was looked at.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Whether the status is <c>True</c>.</summary>
    [JsonIgnore]
    public bool IsTrue => Status == "True";
}

namespace ChatDr.Kubernetes.Models;

/// <summary>Something that pods have to tolerate.</summary>
public sealed record V1Taint
{
    /// <summary>Its key.</summary>
    public string? Key { get; init; }

    /// <summary>Its value.</summary>
    public string? Value { get; init; }

    /// <summary><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</summary>
    public string? Effect { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? TimeAdded { get; init; }
}

namespace ChatDr.Kubernetes.Models;

/// <summary>A taint that a pod puts up with.</summary>
public sealed record V1Toleration
{
    /// <summary>The taint's key; absent for all.</summary>
    public string? Key { get; init; }

    /// <summary><c>Exists</c> or <c>Equal</c>.</summary>
    public string? Operator { get; init; }

    /// <summary>The taint's value.</summary>
    public string? Value { get; init; }

    /// <summary><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</summary>
    public string? Effect { get; init; }

    /// <summary>How long a NoExecute taint is put up with.</summary>
    public long? TolerationSeconds { get; init; }
}

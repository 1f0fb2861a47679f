using System.Text.Json.Serialization;
using ChatDr.Kubernetes.Json;

namespace ChatDr.Kubernetes.Models;

/// <summary>Who holds a lease, and for how long.</summary>
public sealed record V1LeaseSpec
{
    /// <summary>Who; empty when it was released.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>How long it holds without renewal.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When this holder got it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When it was last renewed.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often it changed hands.</summary>
    public int? LeaseTransitions { get; init; }

    /// <summary>How the holder is chosen where the server coordinates that (from 1.31 on).</summary>
    public string? Strategy { get; init; }

    /// <summary>To whom the holder should give it, with <see cref="Strategy"/>.</summary>
    public string? PreferredHolder { get; init; }
}

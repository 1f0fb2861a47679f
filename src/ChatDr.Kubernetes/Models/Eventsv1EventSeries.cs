using System.Text.Json.Serialization;
using ChatDr.Kubernetes.Json;

namespace ChatDr.Kubernetes.Models;

/// <summary>How often an event happened.</summary>
public sealed record Eventsv1EventSeries
{
    /// <summary>So many times, the first included.</summary>
    public int? Count { get; init; }

    /// <summary>The last time.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? LastObservedTime { get; init; }
}

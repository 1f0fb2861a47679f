using System.Text.Json.Serialization;
using ChatDr.Kubernetes.Json;

namespace ChatDr.Kubernetes.Models;

/// <summary>Something that happened to an object, for people to read.</summary>
[KubernetesEntity(Group = "events.k8s.io", ApiVersion = "v1", Kind = "Event", PluralName = "events")]
public sealed record Eventsv1Event : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "events.k8s.io/v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "Event";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>When it first happened.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Set once it happened again.</summary>
    public Eventsv1EventSeries? Series { get; init; }

    /// <summary>Who reports it.</summary>
    public string? ReportingController { get; init; }

    /// <summary>Which replica of it.</summary>
    public string? ReportingInstance { get; init; }

    /// <summary>What was done about it, in PascalCase.</summary>
    public string? Action { get; init; }

    /// <summary>Why, in PascalCase.</summary>
    public string? Reason { get; init; }

    /// <summary>The object it happened to.</summary>
    public V1ObjectReference? Regarding { get; init; }

    /// <summary>A second object that was involved.</summary>
    public V1ObjectReference? Related { get; init; }

    /// <summary>What happened, for people; at most 1024 bytes.</summary>
    public string? Note { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }
}

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>What is wanted of a widget.</summary>
public sealed record WidgetSpec
{
    /// <summary>At least 1.</summary>
    public int? Size { get; init; }

    /// <summary>Red or Green, which is the default.</summary>
    public string? Colour { get; init; }

    /// <summary>A time with parts of a second.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>In no schema: pruned by the server.</summary>
    public string? Unknown { get; init; }
}

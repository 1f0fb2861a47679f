namespace ChatDr.Kubernetes.ContractTests;

/// <summary>What is with a widget.</summary>
public sealed record WidgetStatus
{
    /// <summary>How large it was seen.</summary>
    public int? Seen { get; init; }
}

namespace ChatDr.Kubernetes.Models;

/// <summary>Linux capabilities.</summary>
public sealed record V1Capabilities
{
    /// <summary>Given besides the default.</summary>
    public IReadOnlyList<string>? Add { get; init; }

    /// <summary>Taken away; <c>ALL</c> takes all.</summary>
    public IReadOnlyList<string>? Drop { get; init; }
}

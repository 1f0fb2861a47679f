namespace ChatDr.Kubernetes.Client;

/// <summary>What to list or watch.</summary>
public sealed record ListOptions
{
    /// <summary>Such as <c>app=chat,role in (principal,mirror)</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Such as <c>metadata.name=atl-chat</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects per page; null for all at once. Ignored by watches.</summary>
    public int? Limit { get; init; }

    /// <summary>The token of the page before. Ignored by watches.</summary>
    public string? Continue { get; init; }

    /// <summary>How long the server keeps a watch open, in seconds. Ignored by lists.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Lists: the revision at least to see; "0" allows a cached answer.</summary>
    public string? ResourceVersion { get; init; }
}

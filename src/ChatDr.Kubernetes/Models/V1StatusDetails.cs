namespace ChatDr.Kubernetes.Models;

/// <summary>What a refusal is about.</summary>
public sealed record V1StatusDetails
{
    /// <summary>The object's name.</summary>
    public string? Name { get; init; }

    /// <summary>The object's API group.</summary>
    public string? Group { get; init; }

    /// <summary>The object's kind, or its plural.</summary>
    public string? Kind { get; init; }

    /// <summary>The object's UID.</summary>
    public string? Uid { get; init; }

    /// <summary>Each single thing that is wrong, such as every invalid field.</summary>
    public IReadOnlyList<V1StatusCause>? Causes { get; init; }

    /// <summary>When to try again.</summary>
    public int? RetryAfterSeconds { get; init; }
}

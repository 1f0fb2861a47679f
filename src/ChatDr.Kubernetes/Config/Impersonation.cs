namespace ChatDr.Kubernetes.Config;

/// <summary>Whom to act as; sent as Impersonate headers with every request. Source: Kubernetes documentation, "User impersonation".</summary>
public sealed record Impersonation
{
    /// <summary>The user to act as.</summary>
    public required string User { get; init; }

    /// <summary>The user's uid; servers before 1.22 do not know it.</summary>
    public string? Uid { get; init; }

    /// <summary>The user's groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Further fields of the user, each with its values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}

namespace ChatDr.Kubernetes.Models;

/// <summary>What a server is, from its <c>/version</c>.</summary>
public sealed record VersionInfo
{
    /// <summary>The first number of the version.</summary>
    public string? Major { get; init; }

    /// <summary>The second number; some vendors put a plus behind it.</summary>
    public string? Minor { get; init; }

    /// <summary>Such as <c>v1.32.0</c>.</summary>
    public string? GitVersion { get; init; }

    /// <summary>Operating system and processor, such as <c>linux/amd64</c>.</summary>
    public string? Platform { get; init; }
}

namespace ChatDr.Kubernetes.Models;

/// <summary>A command to run in the container.</summary>
public sealed record V1ExecAction
{
    /// <summary>The program and its arguments; no shell.</summary>
    public IReadOnlyList<string>? Command { get; init; }
}

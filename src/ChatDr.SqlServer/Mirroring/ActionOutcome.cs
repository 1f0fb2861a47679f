namespace ChatDr.SqlServer.Mirroring;

/// <summary>How an action ended.</summary>
/// <param name="At">When.</param>
/// <param name="Errors">The server's error numbers; empty when it succeeded or no server answered.</param>
/// <param name="Message">What came back; null when it succeeded.</param>
public sealed record ActionOutcome(DateTimeOffset At, IReadOnlyList<int> Errors, string? Message)
{
    /// <summary>Whether it was carried out.</summary>
    public bool Succeeded => Message is null;
}

namespace ChatDr.SqlServer.Statements;

/// <summary>A statement as it will be sent.</summary>
/// <param name="Text">The batch.</param>
public sealed record SqlStatement(string Text)
{
    /// <summary>How long it may run before it is cancelled.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether it may be sent again when its outcome is unknown.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>The text for logs, events and status: secrets masked.</summary>
    public string Display { get; init; } = Text;

    /// <inheritdoc/>
    public override string ToString() => Display;
}

using System.Text.RegularExpressions;

namespace ChatDr.SqlServer.Statements;

/// <summary>A statement as it will be sent.</summary>
/// <param name="Text">The batch.</param>
public sealed partial record SqlStatement(string Text)
{
    private const int LongestBrief = 200;

    /// <summary>How long it may run before it is cancelled.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether it may be sent again when its outcome is unknown.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>The text for logs, events and status: secrets masked.</summary>
    public string Display { get; init; } = Text;

    /// <summary>The text for messages, where a person looks for what went wrong: one line, and of a long query its beginning. Secrets masked.</summary>
    public string Brief
    {
        get
        {
            var line = WhiteSpace().Replace(Display, " ").Trim();
            return line.Length <= LongestBrief ? line : $"{line[..LongestBrief].TrimEnd()}…";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Display;

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}

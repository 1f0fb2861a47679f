using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Mirroring;

/// <summary>One statement to send to one member.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Member">The name of the member to send it to.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Why">The reason, for people.</param>
public sealed record MirroringAction(MirroringActionKind Kind, string Member, SqlStatement Statement, string Why)
{
    /// <summary>The database it is about.</summary>
    public string? Database { get; init; }

    /// <summary>Whether it runs in that database rather than in master.</summary>
    public bool InDatabase { get; init; }

    /// <summary>Tells what was done from what was not.</summary>
    public string Key => KeyOf(Kind, Member, Database);

    internal static string KeyOf(MirroringActionKind kind, string member, string? database) => $"{kind}/{member}/{database}";
}

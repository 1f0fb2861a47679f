using ChatDr.SqlServer.Mirroring;

namespace ChatDr.SqlServer.Tests.Mirroring;

/// <summary>A replica of the model: what is on its disk, and its role.</summary>
internal sealed record ModelNode
{
    public bool Up { get; init; } = true;

    public GroupRole Role { get; init; }

    /// <summary>The configuration on disk: its number, the primary it names, and the partners that are synchronised (a bit each).</summary>
    public int Sequence { get; init; }

    public int Primary { get; init; }

    public int Synchronized { get; init; }

    /// <summary>The writes in its log, in order.</summary>
    public string Log { get; init; } = "";
}

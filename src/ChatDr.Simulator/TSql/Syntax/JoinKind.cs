namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>How two sources are put together.</summary>
internal enum JoinKind
{
    /// <summary>Rows that match (CROSS: all of them).</summary>
    Inner,

    /// <summary>Also the left rows without a match.</summary>
    Left,

    /// <summary>Also the right rows without a match.</summary>
    Right,

    /// <summary>Also the rows of both sides without a match.</summary>
    Full,
}

namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>A statement of a batch.</summary>
internal abstract record Statement
{
    /// <summary>The line of the batch it starts in, from 1.</summary>
    public int Line { get; init; }
}

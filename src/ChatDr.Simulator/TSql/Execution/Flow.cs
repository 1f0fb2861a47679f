namespace ChatDr.Simulator.TSql.Execution;

/// <summary>Where a batch goes on after a statement.</summary>
internal enum Flow
{
    /// <summary>With the next statement.</summary>
    Next,

    /// <summary>Behind the loop.</summary>
    Break,

    /// <summary>At the loop's condition.</summary>
    Continue,

    /// <summary>Nowhere: the batch is done.</summary>
    Return,
}

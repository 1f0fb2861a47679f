namespace ChatDr.Operator.Status;

/// <summary>What became of a status write.</summary>
internal enum StatusWrite
{
    /// <summary>Nothing had changed, so nothing was sent.</summary>
    Unchanged,

    /// <summary>The change is stored.</summary>
    Written,

    /// <summary>The object had changed meanwhile; nothing is stored: run the pass again.</summary>
    Conflict,
}

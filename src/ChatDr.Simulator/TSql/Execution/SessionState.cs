using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.TSql.Execution;

/// <summary>What a session keeps from batch to batch.</summary>
internal sealed class SessionState
{
    /// <summary>SET options that are ON.</summary>
    public HashSet<string> OptionsOn { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        "QUOTED_IDENTIFIER", "ANSI_NULLS", "ANSI_NULL_DFLT_ON", "ANSI_PADDING", "ANSI_WARNINGS", "CONCAT_NULL_YIELDS_NULL", "ARITHABORT",
    };

    /// <summary>SET QUOTED_IDENTIFIER: whether double quotes enclose names, and not text.</summary>
    public bool QuotesNames => OptionsOn.Contains("QUOTED_IDENTIFIER");

    /// <summary>SET DATEFIRST: 1 Monday to 7 Sunday.</summary>
    public int DateFirst { get; set; } = 7;

    /// <summary>SET TEXTSIZE, in bytes; only told, nothing is cut.</summary>
    public int TextSize { get; set; } = int.MaxValue;

    /// <summary>SET NOCOUNT.</summary>
    public bool NoCount => OptionsOn.Contains("NOCOUNT");

    /// <summary>SET XACT_ABORT.</summary>
    public bool XactAbort => OptionsOn.Contains("XACT_ABORT");

    /// <summary>SET LOCK_TIMEOUT in milliseconds; -1 waits for ever.</summary>
    public int LockTimeout { get; set; } = -1;

    /// <summary>SET TRANSACTION ISOLATION LEVEL.</summary>
    public string IsolationLevel { get; set; } = "READ COMMITTED";

    /// <summary>SESSION_CONTEXT by key.</summary>
    public Dictionary<string, (object? Value, bool ReadOnly)> Context { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>@@ERROR.</summary>
    public int LastError { get; set; }

    /// <summary>@@ROWCOUNT.</summary>
    public long RowCount { get; set; }

    /// <summary>SCOPE_IDENTITY() and @@IDENTITY.</summary>
    public decimal? Identity { get; set; }

    /// <summary>@@TRANCOUNT.</summary>
    public int TransactionCount { get; set; }

    /// <summary>Whether the transaction can only be rolled back: XACT_STATE() = -1.</summary>
    public bool IsDoomed { get; set; }

    /// <summary>The error of the CATCH block that runs; null outside.</summary>
    public (SqlError Error, int Line)? Caught { get; set; }
}

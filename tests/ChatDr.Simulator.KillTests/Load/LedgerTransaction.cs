namespace ChatDr.Simulator.KillTests.Load;

/// <summary>Rows that one transaction inserts, and what the client was told of it.</summary>
internal sealed class LedgerTransaction(IReadOnlyList<LedgerRow> rows)
{
    /// <summary>Its rows: all of them are in a copy, or none.</summary>
    public IReadOnlyList<LedgerRow> Rows => rows;

    /// <summary>The server said that it is committed. Until then it may be or not.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>One statement that commits by itself, or an explicit transaction in one batch.</summary>
    public string Batch => rows.Count == 1 ? Insert(rows[0]) : $"BEGIN TRANSACTION; {string.Concat(rows.Select(Insert))} COMMIT;";

    private static string Insert(LedgerRow row) =>
        $"INSERT INTO dbo.ledger (repetition, writer, number, body) VALUES ({row.Repetition}, {row.Writer}, {row.Number}, N'{row.Body}'); ";
}

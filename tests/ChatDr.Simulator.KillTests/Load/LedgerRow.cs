namespace ChatDr.Simulator.KillTests.Load;

/// <summary>A row of dbo.ledger.</summary>
internal sealed record LedgerRow(int Repetition, int Writer, int Number, string Body)
{
    /// <inheritdoc/>
    public override string ToString() => $"({Repetition}, {Writer}, {Number})";
}

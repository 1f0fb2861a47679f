namespace ChatDr.SqlServer.Mirroring;

/// <summary>The outcome of a pass.</summary>
/// <param name="Actions">What to do, in this order; the first failure ends the pass.</param>
/// <param name="Report">What was seen.</param>
/// <param name="Memory">What the next pass has to know.</param>
public sealed record MirroringDecision(IReadOnlyList<MirroringAction> Actions, MirroringReport Report, MirroringMemory Memory);

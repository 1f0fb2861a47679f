namespace ChatDr.Simulator.Engine.Databases;

/// <summary>A row as last committed, or as its own transaction sees it.</summary>
/// <param name="Id">Names the row within its table for its whole life.</param>
/// <param name="Values">In column order; never changed in place.</param>
internal sealed record Row(long Id, object?[] Values);

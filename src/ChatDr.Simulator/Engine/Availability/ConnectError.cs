namespace ChatDr.Simulator.Engine.Availability;

/// <summary>sys.dm_hadr_availability_replica_states.last_connect_error_….</summary>
/// <param name="Number">35250 for no connection, 35256 for a session that timed out.</param>
/// <param name="Text">What came back.</param>
/// <param name="At">When, UTC.</param>
internal sealed record ConnectError(int Number, string Text, DateTime At);

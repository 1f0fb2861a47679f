namespace ChatDr.Lab.Demo;

/// <summary>A disaster or a move, as it was measured.</summary>
/// <param name="Name">MirrorFailover, PlannedMove, PlannedReturn, ForcedFailover or Failback.</param>
/// <param name="StartedAt">When it was brought about.</param>
/// <param name="DetectedSeconds">Until the operator knew; 0 for an order.</param>
/// <param name="RtoSeconds">How long clients got no acknowledgement.</param>
/// <param name="Acknowledged">Messages acknowledged since the event before.</param>
/// <param name="Lost">Of all acknowledged messages, those that this event lost.</param>
/// <param name="LossBoundSeconds">No message acknowledged longer than this before the disaster may be lost.</param>
internal sealed record DemoEvent(
    string Name, DateTimeOffset StartedAt, double DetectedSeconds, double RtoSeconds, int Acknowledged, int Lost, double LossBoundSeconds);

using ChatDr.SqlServer.Sessions;

namespace ChatDr.Operator.Shipping;

/// <summary>The sessions of one pass.</summary>
/// <param name="Source">With the source's principal; null when there is none or it does not answer.</param>
/// <param name="Target">With the target; null when it does not answer.</param>
/// <param name="Fenced">With the partners of a fenced site that answer, the target first.</param>
internal sealed record ShippingSessions(ISqlSession? Source, ISqlSession? Target, IReadOnlyList<ISqlSession> Fenced);

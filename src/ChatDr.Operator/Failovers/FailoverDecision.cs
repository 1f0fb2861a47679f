using ChatDr.Api.V1Alpha1;
using ChatDr.SqlServer.Statements;

namespace ChatDr.Operator.Failovers;

/// <summary>What to store, and after that to do.</summary>
/// <param name="Status">The order's status; it is stored before anything is done.</param>
/// <param name="Kind">What to do; null to wait.</param>
/// <param name="Instance">Where.</param>
/// <param name="Statements">The statements to send, in order.</param>
internal sealed record FailoverDecision(
    PoolFailoverStatus Status, FailoverActionKind? Kind = null, string? Instance = null, IReadOnlyList<SqlStatement>? Statements = null);

using System.Collections.Immutable;
using ChatDr.Api.V1Alpha1;

namespace ChatDr.Operator.Tests.Failovers;

/// <summary>An order, and what the operator process knows of it while it lives.</summary>
internal sealed record ModelOrder(PoolFailover Order)
{
    /// <summary>What was decided and stored, and is yet to be sent: statement by statement.</summary>
    public ImmutableList<ModelStatement> Pending { get; init; } = [];

    public bool Applied { get; init; }

    public bool Written { get; init; }
}

using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Shipping;

/// <summary>What one pass over one database came to.</summary>
/// <param name="Seen">The last observation.</param>
/// <param name="Decision">The decision on it.</param>
/// <param name="Memory">What the next pass shall know.</param>
/// <param name="Done">The actions that were carried out.</param>
/// <param name="Failure">Why an action did not succeed.</param>
internal sealed record ShippingPass(
    ShippingObservation Seen, ShippingDecision Decision, ShippingMemory Memory, IReadOnlyList<ShippingAction> Done, string? Failure);

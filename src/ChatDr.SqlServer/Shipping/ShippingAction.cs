namespace ChatDr.SqlServer.Shipping;

/// <summary>One thing to do.</summary>
/// <param name="Kind">What.</param>
/// <param name="File">The log backup to make or restore.</param>
public sealed record ShippingAction(ShippingActionKind Kind, LogBackupName? File = null);

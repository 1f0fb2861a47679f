namespace ChatDr.Simulator.Engine.LogShipping;

/// <summary>msdb's tables of log shipping, as they are kept in a file.</summary>
internal sealed record ShippingMetadata
{
    /// <summary>What is shipped from here.</summary>
    public IReadOnlyList<ShippedPrimary> Primaries { get; init; } = [];

    /// <summary>What is shipped to here.</summary>
    public IReadOnlyList<ShippedFrom> Sources { get; init; } = [];

    /// <summary>The jobs.</summary>
    public IReadOnlyList<ShippingJob> Jobs { get; init; } = [];

    /// <summary>log_shipping_monitor_alert.alert_job_id; null for none.</summary>
    public Guid? AlertJobId { get; init; }
}

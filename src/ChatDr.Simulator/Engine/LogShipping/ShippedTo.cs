namespace ChatDr.Simulator.Engine.LogShipping;

/// <summary>Where a primary is shipped to: a row of log_shipping_primary_secondaries.</summary>
/// <param name="Server">secondary_server.</param>
/// <param name="Database">secondary_database.</param>
internal sealed record ShippedTo(string Server, string Database);

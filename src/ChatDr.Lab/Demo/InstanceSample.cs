namespace ChatDr.Lab.Demo;

/// <summary>What one instance says of one database.</summary>
/// <param name="Instance">The SqlServerInstance's name.</param>
/// <param name="Site">Its site.</param>
/// <param name="Database">The database.</param>
/// <param name="Role">PRIMARY, SECONDARY, RESOLVING, or empty outside of a group.</param>
/// <param name="State">ONLINE, RESTORING and so on.</param>
/// <param name="TakesWrites">Whether the application's login could write now.</param>
internal sealed record InstanceSample(string Instance, string Site, string Database, string Role, string State, bool TakesWrites);

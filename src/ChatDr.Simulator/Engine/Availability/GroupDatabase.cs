namespace ChatDr.Simulator.Engine.Availability;

/// <summary>A database of an availability group.</summary>
/// <param name="Id">group_database_id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Synchronized">The replicas, the primary among them, that hold every acknowledged commit.</param>
internal sealed record GroupDatabase(Guid Id, string Name, IReadOnlyList<string> Synchronized);

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>What a replica keeps of a group, durably.</summary>
/// <param name="Configuration">The latest configuration that it took part in.</param>
/// <param name="PromisedEpoch">It follows no primary of an earlier epoch.</param>
/// <param name="CanCreateAnyDatabase">GRANT CREATE ANY DATABASE.</param>
internal sealed record GroupFile(GroupConfiguration Configuration, long PromisedEpoch, bool CanCreateAnyDatabase);

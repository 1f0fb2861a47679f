namespace ChatDr.Simulator.Engine.Availability;

/// <summary>The latching 41104 (docs/sql-server-facts.md A6): a change of the role that stays stuck until both endpoints were restarted.</summary>
/// <param name="Own">The start of the own endpoint that it is stuck in.</param>
/// <param name="Primary">The start of the primary's.</param>
internal readonly record struct RoleLatch(Guid Own, Guid Primary)
{
    /// <summary>Whether both endpoints have been started anew since.</summary>
    public bool IsRemedied(Guid own, Guid primary) => own != Own && primary != Primary && own != Guid.Empty;
}

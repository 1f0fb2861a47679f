namespace ChatDr.Simulator.Engine.Availability;

/// <summary>The injected fault of a role change that latches.</summary>
internal sealed partial class AvailabilityGroup
{
    private RoleLatch? _latch;

    /// <summary>Whether a primary that offers itself meets the fault.</summary>
    private bool IsLatched(PeerMessage offer)
    {
        var faults = _instance.Options.Faults;
        if (!faults.IsRoleChangeLatched(Configuration.Name))
        {
            _latch = null;
            return false;
        }

        var own = _instance.EndpointIncarnation;
        _latch ??= new RoleLatch(own, offer.Incarnation);
        if (!_latch.Value.IsRemedied(own, offer.Incarnation))
        {
            return true;
        }

        faults.UnlatchRoleChange(Configuration.Name);
        _latch = null;
        return false;
    }
}

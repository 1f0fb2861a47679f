namespace ChatDr.SqlServer.Mirroring;

/// <summary>Says what a pass saw.</summary>
internal static class MirroringReporter
{
    public static MirroringReport Report(MirroringPass pass, MirroringMember? principal)
    {
        var goal = pass.Goal;
        var mirror = goal.Partners.FirstOrDefault(partner =>
            partner.Name != principal?.Name && (principal is not null || partner.Name != pass.Memory.Principal) && pass.Group(partner) is not null);
        var databases = goal.Databases.Select(name => Database(pass, principal, mirror, name)).ToList();
        return new MirroringReport
        {
            Principal = principal?.Name,
            Mirror = mirror?.Name,
            Databases = databases,
            WitnessConnected = goal.Witness is { } witness && principal is not null ? WitnessConnected(pass, principal, witness) : null,
            Fenced = goal.Fence && goal.Partners.All(partner => pass.Seen(partner).IsReachable && pass.Group(partner)?.Role != GroupRole.Primary),
            Serving = principal is not null && goal.Databases.All(name => pass.Seen(principal).Copy(name) is { IsOnline: true, InGroup: true }),
            Mirrored = principal is not null && mirror is not null && databases.TrueForAll(database => database.State == MirroringState.Synchronized),
            Blocked = pass.Blocked,
        };
    }

    private static MirroredDatabase Database(MirroringPass pass, MirroringMember? principal, MirroringMember? mirror, string name)
    {
        if (principal is null || mirror is null || pass.Seen(principal).Copy(name) is not { InGroup: true })
        {
            return new MirroredDatabase(name, MirroringState.NotMirrored, null, null);
        }

        var view = pass.Group(principal)!;
        var movement = view.Movements.FirstOrDefault(movement =>
            string.Equals(movement.Database, name, StringComparison.OrdinalIgnoreCase) && movement.ServerName == mirror.ServerName);
        var connected = view.Replicas.FirstOrDefault(replica => replica.ServerName == mirror.ServerName)?.Connected != false;
        return new MirroredDatabase(name, State(movement, connected), movement?.SendQueue, movement?.RedoQueue);
    }

    private static MirroringState State(DatabaseMovement? movement, bool connected) => (movement, connected) switch
    {
        (null, _) => MirroringState.NotMirrored,
        (_, false) => MirroringState.Disconnected,
        ({ IsSuspended: true }, _) => MirroringState.Suspended,
        ({ SynchronizationState: 2 }, _) => MirroringState.Synchronized,
        ({ SynchronizationState: 0 or null }, _) => MirroringState.Disconnected,
        _ => MirroringState.Synchronizing,
    };

    private static bool WitnessConnected(MirroringPass pass, MirroringMember principal, MirroringMember witness) =>
        pass.Group(principal)!.Replicas.FirstOrDefault(replica => replica.ServerName == witness.ServerName)?.Connected == true;
}

namespace ChatDr.SqlServer.Mirroring;

/// <summary>
/// Decides what an availability group of CLUSTER_TYPE = EXTERNAL needs next, as its cluster manager (docs/sql-server-facts.md A5). Pure and total: the same
/// observation, goal, memory and time always give the same decision.
/// </summary>
public static class AvailabilityGroupDecider
{
    /// <summary>Decides one pass.</summary>
    /// <param name="observation">What the members said.</param>
    /// <param name="goal">What is wanted.</param>
    /// <param name="memory">What the passes before left; a new one is safe.</param>
    /// <param name="now">The time of the observation.</param>
    public static MirroringDecision Decide(AvailabilityGroupObservation observation, MirroringGoal goal, MirroringMemory memory, DateTimeOffset now)
    {
        var pass = new MirroringPass(observation, goal, memory, now);
        var principal = pass.FindPrincipal();
        pass.Remember(principal);
        if (goal.Suspend)
        {
            pass.Blocked ??= principal is null ? "The group has no principal, and nothing is changed while it is suspended." : null;
        }
        else if (goal.Fence)
        {
            pass.DemoteEveryone();
        }
        else if (principal is null)
        {
            PrincipalChoice.Decide(pass);
        }
        else
        {
            pass.DemoteAllBut(principal);
            if (!PlannedFailover.Decide(pass, principal))
            {
                SecondaryCare.Decide(pass, principal);
                DatabaseCare.Decide(pass, principal);
            }
        }

        return new MirroringDecision(pass.Actions, MirroringReporter.Report(pass, principal), pass.Memory);
    }
}

using ChatDr.Simulator.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine.Availability;

public class FailoverRulesTests
{
    [Fact]
    [Trait("Fact", "41122")]
    [Trait("Fact", "35253")]
    [Trait("Fact", "D.12")]
    public void Refusal_EveryCombination_FollowsTheOrderOfTheRules()
    {
        bool[] both = [false, true];
        AvailabilityMode?[] modes = [null, AvailabilityMode.Asynchronous, AvailabilityMode.Synchronous, AvailabilityMode.ConfigurationOnly];
        foreach (var cluster in Enum.GetValues<ClusterType>())
        {
            foreach (var (force, external, reinitializing) in both.SelectMany(
                force => both.SelectMany(external => both.Select(reinitializing => (force, external, reinitializing)))))
            {
                foreach (var (role, mode) in Enum.GetValues<ReplicaRole>().SelectMany(role => modes.Select(mode => (role, mode))))
                {
                    var refusal = FailoverRules.Refusal(cluster, force, external, role, mode, reinitializing);
                    refusal.ShouldBe(Expected(cluster, force, external, role, mode, reinitializing),
                        $"{cluster} force={force} external={external} {role} {mode} reinitializing={reinitializing}");
                }
            }
        }
    }

    /// <summary>The rules once more, in other words: who may try.</summary>
    private static int? Expected(ClusterType cluster, bool force, bool external, ReplicaRole role, AvailabilityMode? mode, bool reinitializing)
    {
        var mayAsk = cluster == ClusterType.External ? external : force;
        if (!mayAsk)
        {
            return cluster == ClusterType.External ? 47104 : 47122;
        }

        if (role == ReplicaRole.Primary)
        {
            return 41122;
        }

        var holdsData = mode is AvailabilityMode.Synchronous or AvailabilityMode.Asynchronous;
        if (!holdsData)
        {
            return mode is null ? 41142 : 47109;
        }

        if (force)
        {
            return reinitializing ? 35253 : null;
        }

        return mode == AvailabilityMode.Synchronous && !reinitializing ? null : 41142;
    }
}

using ChatDr.SqlServer.Mirroring;

namespace ChatDr.SqlServer.Tests.Mirroring;

/// <summary>
/// Explores what can happen to a group under the real decider: every order of crashes, returns, partitions, lost sight, writes, operator passes, single statements and operator
/// restarts, to a bounded depth.
/// </summary>
public sealed class AvailabilityGroupModelTests
{
    private const int Depth = 12;
    private const int MostStates = 60_000;
    private const int MostFaults = 3;
    private const int MostWrites = 3;

    public static TheoryData<string> Scenarios => new("witness", "no witness", "ordered failover", "ordered failover without witness", "no automatic failover");

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void S1_TwoPrincipalsNeverBothAcknowledge_AndS2_NoAcknowledgedWriteIsLost(string scenario)
    {
        var explored = Explore(scenario, (cluster, path) =>
        {
            var serving = Enumerable.Range(0, 2).Where(cluster.CanAcknowledge).ToList();
            serving.Count.ShouldBeLessThanOrEqualTo(1, $"S1: both partners acknowledge writes after {path()}");
            foreach (var x in serving)
            {
                cluster.Acknowledged.All(write => cluster.Nodes[x].Log.Contains(write, StringComparison.Ordinal))
                    .ShouldBeTrue($"S2: {x} serves without the acknowledged writes {cluster.Acknowledged} (it has {cluster.Nodes[x].Log}) after {path()}");
            }
        });
        explored.ShouldBeGreaterThan(5_000, "the exploration must be more than a handful of paths");
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void AnyState_OnceAllIsWell_ConvergesToOnePrincipalAndASynchronizedMirror(string scenario) =>
        Explore(scenario, (cluster, path) =>
        {
            var healed = cluster.Heal();
            for (var i = 0; i < 25; i++)
            {
                healed = Settle(healed);
            }

            var roles = string.Join(",", healed.Nodes.Select(node => node.Role));
            healed.Nodes.Count(node => node.Role == GroupRole.Primary).ShouldBe(1, $"roles {roles} after {path()}");
            healed.Nodes.Count(node => node.Role == GroupRole.Secondary).ShouldBe(healed.Nodes.Length - 1, $"roles {roles} after {path()}");
            healed.Nodes.First(node => node.Role == GroupRole.Primary).Synchronized.ShouldBe(3, $"after {path()}");
            healed.Pending.ShouldBeEmpty($"a healthy group needs nothing, after {path()}");
        }, MostStates / 10);

    [Fact]
    public void SteadyState_DecidesNothingAndRemembersNothingNew()
    {
        var cluster = ModelCluster.Healthy(witness: true).Decide();
        var next = cluster.Decide();
        next.Pending.ShouldBeEmpty();
        (next.Memory with { PrincipalLastSeenAt = null }).ShouldBe(cluster.Memory with { PrincipalLastSeenAt = null });
    }

    [Fact]
    public void PrincipalDies_MirrorTakesOverInTheFirstPassAfterTheTimeout()
    {
        var cluster = ModelCluster.Healthy(witness: true).Decide().Crash(0).Decide();
        cluster.Pending.ShouldHaveSingleItem().Kind.ShouldBe(MirroringActionKind.FailOver);
        cluster = cluster.Act().Decide();
        cluster.Memory.Failover.ShouldNotBeNull().CompletedAt.ShouldNotBeNull();
        cluster.Memory.Failover.Reason.ShouldBe(MirrorFailover.PrincipalLost);
        cluster.Memory.Principal.ShouldBe("b");
    }

    [Fact]
    public void PrincipalDies_WithoutWitness_NobodyTakesOver()
    {
        var cluster = ModelCluster.Healthy(witness: false).Decide().Crash(0).Decide().Decide().Decide();
        cluster.Pending.ShouldBeEmpty();
    }

    [Fact]
    public void PrincipalIsOutOfTheOperatorsSightOnly_NobodyTakesOver()
    {
        var cluster = ModelCluster.Healthy(witness: true).Decide().Hide(0).Decide().Decide().Decide();
        cluster.Pending.ShouldBeEmpty();
    }

    /// <summary>Two passes' worth of the operator, with the servers doing their part between statements.</summary>
    private static ModelCluster Settle(ModelCluster cluster)
    {
        while (cluster.Pending.Count > 0)
        {
            cluster = cluster.Act();
        }

        for (var x = 0; x < 2; x++)
        {
            for (var y = 0; y < cluster.Nodes.Length; y++)
            {
                cluster = x == y ? cluster : cluster.Meet(x, y) ?? cluster;
            }
        }

        return cluster.Decide();
    }

    private static int Explore(string scenario, Action<ModelCluster, Func<string>> check, int mostStates = MostStates)
    {
        var start = scenario switch
        {
            "witness" => ModelCluster.Healthy(witness: true),
            "no witness" => ModelCluster.Healthy(witness: false),
            "ordered failover" => ModelCluster.Healthy(witness: true, goal => goal with { Order = new MirrorFailoverOrder("b", "1") }),
            "ordered failover without witness" => ModelCluster.Healthy(witness: false, goal => goal with { Order = new MirrorFailoverOrder("b", "1") }),
            "no automatic failover" => ModelCluster.Healthy(witness: true, goal => goal with { AutomaticFailover = false }),
            _ => throw new ArgumentOutOfRangeException(nameof(scenario), scenario, "Unknown."),
        };
        var seen = new Dictionary<string, (string? Before, string Step)>();
        var frontier = new Queue<(ModelCluster Cluster, string Key, int Depth)>();
        Visit(start.Decide(), null, "start", 0);
        while (frontier.Count > 0 && seen.Count < mostStates)
        {
            var (cluster, key, depth) = frontier.Dequeue();
            foreach (var (step, next) in depth < Depth ? Steps(cluster) : [])
            {
                Visit(next, key, step, depth + 1);
            }
        }

        return seen.Count;

        void Visit(ModelCluster cluster, string? before, string step, int depth)
        {
            var key = cluster.Key();
            if (seen.TryAdd(key, (before, step)))
            {
                check(cluster, () => Path(key));
                frontier.Enqueue((cluster, key, depth));
            }
        }

        string Path(string key)
        {
            List<string> steps = [];
            for (string? at = key; at is not null; at = seen[at].Before)
            {
                steps.Add(seen[at].Step);
            }

            steps.Reverse();
            return string.Join(" > ", steps);
        }
    }

    private static IEnumerable<(string Step, ModelCluster Next)> Steps(ModelCluster cluster)
    {
        yield return cluster.Pending.Count > 0 ? ($"act {cluster.Pending[0].Kind}@{cluster.Pending[0].Member}", cluster.Act()) : ("pass", cluster.Decide());
        for (var x = 0; x < cluster.Nodes.Length; x++)
        {
            if (cluster.Writes < MostWrites && cluster.Write(x) is { } written)
            {
                yield return ($"write@{x}", written);
            }

            if (!cluster.Nodes[x].Up)
            {
                yield return ($"start {x}", cluster.Start(x));
            }
            else if (cluster.Faults < MostFaults)
            {
                yield return ($"crash {x}", cluster.Crash(x));
            }

            for (var y = 0; y < cluster.Nodes.Length; y++)
            {
                if (x != y && cluster.Meet(x, y) is { } met)
                {
                    yield return ($"meet {x}-{y}", met);
                }

                if (x < y && cluster.Faults < MostFaults && !cluster.Cut.Contains((x, y)))
                {
                    yield return ($"cut {x}-{y}", cluster.CutLink(x, y));
                }
            }

            if (cluster.Faults < MostFaults && !cluster.Hidden.Contains(x))
            {
                yield return ($"hide {x}", cluster.Hide(x));
            }
        }

        if (cluster.Faults < MostFaults)
        {
            yield return ("operator restarts", cluster.RestartOperator());
        }

        if (cluster.Cut.Count + cluster.Hidden.Count > 0)
        {
            yield return ("links heal", cluster with { Cut = [], Hidden = [] });
        }
    }
}

using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Tests.Failovers;

/// <summary>
/// Explores what can happen to a pool under the real failover machine and pool plan. All controllers take turns; at every point of that, up to a number of
/// deviations happen in every order: an instance is lost or returns, the operator dies, a status is lost, an order is deleted or another given, a controller is faster than its turn,
/// acts on a spec that it read before, or time passes. Then everything comes back, and the pool has to come to rest with one serving copy.
/// </summary>
public sealed class FailoverModelTests
{
    /// <summary>More than are reached: the exploration is exhaustive.</summary>
    private const int MostStates = 400_000;
    private const int MostWrites = 2;

    [Theory]
    [InlineData("planned", 0)]
    [InlineData("forced", 0)]
    [InlineData("planned and back", 0)]
    [InlineData("forced and back", 0)]
    [InlineData("planned", 2)]
    [InlineData("forced", 2)]
    [InlineData("planned and back", 2)]
    [InlineData("forced and back", 2)]
    public void Failover_UnderEveryOrderOfFaults_HasOneWriterLosesNothingUnaskedAndComesToRest(string scenario, int deviations)
    {
        var start = scenario switch
        {
            "planned" => ModelWorld.With(FailoverMode.Planned),
            "forced" => ModelWorld.With(FailoverMode.Forced),
            "planned and back" => ModelTurns.ToRest(ModelWorld.With(FailoverMode.Planned)).GiveBack(),
            "forced and back" => ModelTurns.ToRest(ModelWorld.With(FailoverMode.Forced)).GiveBack(),
            _ => throw new ArgumentOutOfRangeException(nameof(scenario), scenario, "Unknown."),
        };
        var seen = new Dictionary<string, (string? Before, string Step)>();
        var levels = Enumerable.Range(0, deviations + 1).Select(_ => new Queue<(ModelWorld World, string Key, int Turn)>()).ToList();
        var rests = 0;
        Visit(start, null, "start", 0, 0);
        for (var level = 0; level <= deviations; level++)
        {
            while (levels[level].Count > 0 && seen.Count < MostStates)
            {
                var (world, key, turn) = levels[level].Dequeue();
                if (ModelTurns.Next(world, turn) is var (step, next, after))
                {
                    Visit(next, key, step, after, level);
                }
                else
                {
                    rests++;
                    AtRest(world, () => Path(key));
                }

                foreach (var (deviation, different) in level < deviations ? ModelTurns.Deviations(world, MostWrites) : [])
                {
                    Visit(different, key, deviation, turn, level + 1);
                }
            }
        }

        rests.ShouldBeGreaterThan(0);
        seen.Count.ShouldBeLessThan(MostStates, "else something is left unexplored");
        seen.Count.ShouldBeGreaterThan(deviations == 0 ? 40 : 4_000, "the exploration must be more than a handful of paths");

        void Visit(ModelWorld world, string? before, string step, int turn, int level)
        {
            var key = $"{turn}|{world.Key()}";
            if (seen.TryAdd(key, (before, step)))
            {
                world.Violation.ShouldBeNull($"after {Path(key)}");
                levels[level].Enqueue((world, key, turn));
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

        void AtRest(ModelWorld world, Func<string> path)
        {
            foreach (var order in world.Orders.Select(model => model.Order))
            {
                FailoverPhase.IsFinal(order.Status?.Phase).ShouldBeTrue($"{order.Metadata.Name} never ends: {order.Status?.Message} after {path()}");
                if (deviations == 0)
                {
                    order.Status!.Phase.ShouldBe(FailoverPhase.Succeeded, order.Status.Message);
                }
            }

            var writable = world.Instances.Where(one => one.IsWritable).ToList();
            var serving = writable.ShouldHaveSingleItem($"at rest exactly one copy takes writes, after {path()}: {string.Join("; ", world.Instances)}");
            world.Pool.Status!.ActiveSite.ShouldBe(serving.Site == 1 ? "one" : "two", $"after {path()}");
            world.ChatRead.ShouldBe((4, serving.Site), $"chat follows the data, after {path()}");
            if (!world.IsForced)
            {
                serving.Log!.StartsWith(world.Acknowledged, StringComparison.Ordinal).ShouldBeTrue($"S4: {serving.Name} holds {serving.Log} where {world.Acknowledged} was acknowledged, after {path()}");
            }
        }
    }
}

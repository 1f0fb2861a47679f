using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Tests.Failovers;

/// <summary>Whose turn it is in a world, and what may happen out of turn.</summary>
internal static class ModelTurns
{
    private const string FailoverTurn = "failover";

    private static readonly IReadOnlyList<(string Name, Func<ModelWorld, ModelWorld?> Take)> All =
    [
        ("pool", world => world.PoolPass()),
        ("instances", world => world.InstancePass()),
        ("mirroring 1", world => world.MirroringPass(1)),
        ("mirroring 2", world => world.MirroringPass(2)),
        ("shipping", world => world.ShippingPass()),
        (FailoverTurn + " 0", world => world.Orders.Count > 0 ? world.FailoverStep(0) : null),
        (FailoverTurn + " 1", world => world.Orders.Count > 1 ? world.FailoverStep(1) : null),

        // Last, so that an order which does not wait for the chat servers gets ahead of them.
        ("chat reads", world => world.ChatReads()),
    ];

    /// <summary>The next turn that changes anything; when none does, all that is away returns, then patience ends; null when the world is at rest for good.</summary>
    public static (string Step, ModelWorld Next, int Turn)? Next(ModelWorld world, int turn)
    {
        var later = world with { Now = world.Now.AddMilliseconds(1) };
        var key = world.Key();
        for (var i = 0; i < All.Count; i++)
        {
            var at = (turn + i) % All.Count;
            if (All[at].Take(later) is { } next && next.Key() != key)
            {
                return (All[at].Name, next, at);
            }
        }

        if (world.Instances.Any(one => !one.Up))
        {
            return ("all return", world with { Instances = [.. world.Instances.Select(one => one with { Up = true })] }, 0);
        }

        var patient = PatienceEnds(world);
        return patient.Key() == key ? null : ("patience ends", patient, 0);
    }

    /// <summary>The world once everybody has had their turn and nothing is left to do.</summary>
    public static ModelWorld ToRest(ModelWorld world)
    {
        var turn = 0;
        while (Next(world, turn) is var (_, next, after))
        {
            (world, turn) = (next, after);
        }

        return world;
    }

    /// <summary>What may happen out of turn.</summary>
    public static IEnumerable<(string Step, ModelWorld Next)> Deviations(ModelWorld world, int mostWrites)
    {
        var later = world with { Now = world.Now.AddMilliseconds(1) };
        foreach (var (name, take) in All)
        {
            if (take(later) is { } next)
            {
                yield return ($"*{name}", next);
            }
        }

        yield return ("*pool dies before its status", later.PoolPass(dies: true));
        yield return ("*operator dies", later.OperatorDies());
        yield return ("*patience ends", PatienceEnds(later));
        (string, ModelWorld?)[] possible =
        [
            ("*mirroring 1 acts on its spec before", later.MirroringPass(1, stale: true)),
            ("*mirroring 2 acts on its spec before", later.MirroringPass(2, stale: true)),
            ("*shipping acts on its spec before", later.ShippingPass(stale: true)),
            ("*chat writes", later.Writes < mostWrites ? later.ChatWrites() : null),
        ];
        foreach (var (name, next) in possible)
        {
            if (next is not null)
            {
                yield return (name, next);
            }
        }

        foreach (var one in later.Instances)
        {
            yield return ($"*{one.Name} {(one.Up ? "is lost" : "returns")}", later with { Instances = later.Instances.Replace(one, one with { Up = !one.Up }) });
        }

        if (later.Instances.Any(one => one is { Site: 1, Up: true }))
        {
            yield return ("*site one is lost", later with { Instances = [.. later.Instances.Select(one => one.Site == 1 ? one with { Up = false } : one)] });
        }

        for (var at = 0; at < later.Orders.Count; at++)
        {
            if (!FailoverPhase.IsFinal(later.Orders[at].Order.Status?.Phase))
            {
                yield return ($"*order {at} is deleted", later.Delete(at));
                yield return ($"*order {at} loses its status", later.LoseStatus(at));
            }
        }

        if (later.Orders is [{ Order.Spec: { Mode: FailoverMode.Planned, Target: "two" } }] && later.Pool.Status?.ActiveSite == "one")
        {
            yield return ("*Forced is ordered", later.Give("force", FailoverMode.Forced, "two"));
        }
    }

    private static ModelWorld PatienceEnds(ModelWorld world) => world with { Now = world.Now + FailoverMachine.Patience + TimeSpan.FromSeconds(1) };
}

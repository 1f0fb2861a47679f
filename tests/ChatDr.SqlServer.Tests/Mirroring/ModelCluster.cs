using System.Collections.Immutable;
using ChatDr.SqlServer.Mirroring;

namespace ChatDr.SqlServer.Tests.Mirroring;

/// <summary>
/// An explicit-state model of an availability group of CLUSTER_TYPE = EXTERNAL: two partners (0, 1), perhaps a witness (2), their links, and the operator with the
/// real decider. Configuration changes need a majority when there is a witness; without one a primary goes on alone, and FAILOVER believes its own disk: the worst that
/// SQL Server may do, so that safety rests on the decider.
/// </summary>
internal sealed record ModelCluster
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Longer than partnerTimeout, so that one silent pass already counts as a loss: the operator at its hastiest.</summary>
    private static readonly TimeSpan Pass = TimeSpan.FromSeconds(6);

    public required ImmutableArray<ModelNode> Nodes { get; init; }

    public ImmutableHashSet<(int, int)> Cut { get; init; } = [];

    public ImmutableHashSet<int> Hidden { get; init; } = [];

    public string Acknowledged { get; init; } = "";

    public int Writes { get; init; }

    public int Faults { get; init; }

    public DateTimeOffset Now { get; init; } = Epoch;

    public MirroringMemory Memory { get; init; } = new();

    public ImmutableList<MirroringAction> Pending { get; init; } = [];

    public required MirroringGoal Goal { get; init; }

    public static ModelCluster Healthy(bool witness, Func<MirroringGoal, MirroringGoal>? configure = null)
    {
        var names = witness ? new[] { "a", "b", "w" } : ["a", "b"];
        var members = names.Select(name => new MirroringMember(name, name.ToUpperInvariant(), $"tcp://{name}:5022")).ToList();
        var goal = new MirroringGoal
        {
            Group = "g",
            Partners = members[..2],
            Witness = witness ? members[2] : null,
            Databases = ["mgc"],
            PartnerTimeout = TimeSpan.FromSeconds(5),
        };
        return new ModelCluster
        {
            Goal = configure?.Invoke(goal) ?? goal,
            Nodes = [.. names.Select((_, i) => new ModelNode { Role = i == 0 ? GroupRole.Primary : GroupRole.Secondary, Sequence = 1, Primary = 0, Synchronized = 3 })],
        };
    }

    public bool Linked(int x, int y) => x == y || (Nodes[x].Up && Nodes[y].Up && !Cut.Contains((Math.Min(x, y), Math.Max(x, y))));

    /// <summary>Whether a client of <paramref name="x"/> would get a write acknowledged now.</summary>
    public bool CanAcknowledge(int x) => Write(x) is { } after && after.Acknowledged.Length > Acknowledged.Length;

    /// <summary>A client writes at <paramref name="x"/>; null where nothing accepts writes.</summary>
    public ModelCluster? Write(int x)
    {
        if (x > 1 || Nodes[x] is not { Up: true, Role: GroupRole.Primary } primary)
        {
            return null;
        }

        var id = (char)('1' + Writes);
        var other = 1 - x;
        var local = primary with { Log = primary.Log + id };
        var written = With(x, local) with { Writes = Writes + 1 };
        if ((primary.Synchronized & (1 << other)) == 0)
        {
            return written with { Acknowledged = Acknowledged + id };
        }

        if (Linked(x, other) && Nodes[other] is { Role: GroupRole.Secondary } mirror && mirror.Primary == x && mirror.Sequence == primary.Sequence)
        {
            return written.With(other, mirror with { Log = local.Log }) with { Acknowledged = Acknowledged + id };
        }

        // The mirror is gone: the configuration must first say so.
        var exposed = written.Store(x, local with { Synchronized = 1 << x }, needsMajority: Nodes.Length == 3);
        return exposed is null ? written : exposed with { Acknowledged = Acknowledged + id };
    }

    /// <summary>Stores a new configuration of <paramref name="x"/> on all that it reaches; null when a majority is needed and not reached, or knows a newer one.</summary>
    private ModelCluster? Store(int x, ModelNode changed, bool needsMajority)
    {
        var sequence = Nodes[x].Sequence;
        var accepting = Enumerable.Range(0, Nodes.Length).Where(y => y != x && Linked(x, y) && Nodes[y].Sequence <= sequence).ToList();
        if (needsMajority && accepting.Count + 1 < (Nodes.Length / 2) + 1)
        {
            return null;
        }

        var next = changed with { Sequence = sequence + 1, Primary = x };
        var result = With(x, next);
        foreach (var y in accepting)
        {
            result = result.With(y, result.Nodes[y] with
            {
                Sequence = next.Sequence,
                Primary = x,
                Synchronized = next.Synchronized,
                Role = result.Nodes[y].Role == GroupRole.Primary ? GroupRole.Resolving : result.Nodes[y].Role,
            });
        }

        return result;
    }

    public ModelCluster Crash(int x) => With(x, Nodes[x] with { Up = false, Role = GroupRole.Resolving }) with { Faults = Faults + 1 };

    public ModelCluster Start(int x) => With(x, Nodes[x] with { Up = true });

    public ModelCluster CutLink(int x, int y) => this with { Cut = Cut.Add((x, y)), Faults = Faults + 1 };

    public ModelCluster Hide(int x) => this with { Hidden = Hidden.Add(x), Faults = Faults + 1 };

    public ModelCluster Heal() => this with
    {
        Cut = [],
        Hidden = [],
        Nodes = [.. Nodes.Select(node => node with { Up = true })],
    };

    /// <summary>A primary meets a newer configuration, or a secondary catches up with its primary; null when nothing happens between the two.</summary>
    public ModelCluster? Meet(int x, int y)
    {
        if (!Linked(x, y) || Nodes[x].Role != GroupRole.Primary)
        {
            return null;
        }

        if (Nodes[y].Sequence > Nodes[x].Sequence)
        {
            var newer = Nodes[y];
            return With(x, Nodes[x] with { Role = GroupRole.Resolving, Sequence = newer.Sequence, Primary = newer.Primary, Synchronized = newer.Synchronized });
        }

        if (Nodes[y].Role != GroupRole.Secondary || Nodes[y].Primary != x || y == 2 || (Nodes[x].Synchronized & (1 << y)) != 0)
        {
            return null;
        }

        var caughtUp = With(y, Nodes[y] with { Log = Nodes[x].Log, Sequence = Nodes[x].Sequence });
        return caughtUp.Store(x, Nodes[x] with { Synchronized = 3 }, needsMajority: true);
    }

    /// <summary>The operator observes and decides; what it decided is pending.</summary>
    public ModelCluster Decide()
    {
        var now = Now + Pass;
        var decision = AvailabilityGroupDecider.Decide(Observe(), Goal, Memory, now);
        return this with { Now = now, Memory = decision.Memory, Pending = [.. decision.Actions] };
    }

    /// <summary>The operator sends its first pending action.</summary>
    public ModelCluster Act()
    {
        var action = Pending[0];
        var x = action.Member switch { "a" => 0, "b" => 1, _ => 2 };
        var (after, error) = Hidden.Contains(x) || !Nodes[x].Up ? (this, -1) : Apply(action, x);
        var outcome = new ActionOutcome(Now, error > 0 ? [error] : [], error == 0 ? null : "refused");
        return after with
        {
            Pending = error == 0 ? Pending.RemoveAt(0) : [],
            Memory = Memory with { Outcomes = Memory.Outcomes.SetItem(action.Key, outcome) },
        };
    }

    /// <summary>The operator is killed and starts with what its status holds.</summary>
    public ModelCluster RestartOperator() => this with
    {
        Pending = [],
        Memory = new MirroringMemory
        {
            Principal = Memory.Principal,
            SequenceNumber = Memory.SequenceNumber,
            PrincipalLostSince = Memory.PrincipalLostSince,
            Failover = Memory.Failover,
        },
        Faults = Faults + 1,
    };

    private (ModelCluster After, int Error) Apply(MirroringAction action, int x)
    {
        switch (action.Kind)
        {
            case MirroringActionKind.TakeOffline:
                return (With(x, Nodes[x] with { Role = GroupRole.Resolving }), 0);
            case MirroringActionKind.SetRoleSecondary:
                var primary = Array.FindIndex([.. Nodes], node => node is { Up: true, Role: GroupRole.Primary } && node.Sequence >= Nodes[x].Sequence);
                return primary >= 0 && primary != x && Linked(x, primary)
                    ? (With(x, Nodes[x] with { Role = GroupRole.Secondary, Sequence = Nodes[primary].Sequence, Primary = primary, Synchronized = Nodes[primary].Synchronized }), 0)
                    : (this, 41104);
            case MirroringActionKind.FailOver:
                return FailOver(x);
            case MirroringActionKind.StopEndpoint:
            case MirroringActionKind.StartEndpoint:
                return (this, 0);
            default:
                throw new InvalidOperationException($"A built group needs no {action.Kind}: {action.Why}");
        }
    }

    private (ModelCluster After, int Error) FailOver(int x)
    {
        var reached = Enumerable.Range(0, Nodes.Length).Where(y => Linked(x, y)).ToList();
        if (Nodes.Length == 3 && reached.Count < 2)
        {
            return (this, 41142);
        }

        var newest = reached.Select(y => Nodes[y]).MaxBy(node => node.Sequence)!;
        if ((newest.Synchronized & (1 << x)) == 0)
        {
            return (this, 41142);
        }

        var informed = With(x, Nodes[x] with { Sequence = newest.Sequence });
        return informed.Store(x, informed.Nodes[x] with { Role = GroupRole.Primary, Synchronized = 1 << x }, needsMajority: Nodes.Length == 3) is { } promoted
            ? (promoted, 0)
            : (this, 41142);
    }

    private AvailabilityGroupObservation Observe() => new([.. Nodes.Select((node, x) => Hidden.Contains(x) || !node.Up
        ? new MemberObservation { Member = Name(x), Failure = "silent" }
        : new MemberObservation
        {
            Member = Name(x),
            EndpointName = "e",
            Databases = x == 2 ? [] : [new DatabaseCopy { Name = "mgc", State = "ONLINE", FullRecovery = true, InGroup = true }],
            Group = new GroupMembership
            {
                Role = node.Role,
                SequenceNumber = node.Sequence,
                Connected = node.Role == GroupRole.Secondary ? Follows(x, node.Primary) : null,
                Replicas = [.. Nodes.Select((_, y) => new ReplicaView(Name(y).ToUpperInvariant(), null, y == x || Follows(y, x)))],
                Movements = node.Role == GroupRole.Primary ? [Movement(x, 0), Movement(x, 1)] : [],
            },
        })]);

    private bool Follows(int y, int primary) =>
        y != primary && Linked(y, primary) && Nodes[primary].Role == GroupRole.Primary && Nodes[y].Role == GroupRole.Secondary && Nodes[y].Primary == primary;

    private DatabaseMovement Movement(int primary, int y) => new()
    {
        Database = "mgc",
        ServerName = Name(y).ToUpperInvariant(),
        SynchronizationState = (Nodes[primary].Synchronized & (1 << y)) != 0 ? 2 : 1,
    };

    private static string Name(int x) => x switch { 0 => "a", 1 => "b", _ => "w" };

    private ModelCluster With(int x, ModelNode node) => this with { Nodes = Nodes.SetItem(x, node) };

    /// <summary>Tells states apart; times only by whether they are long past.</summary>
    public string Key()
    {
        string Age(DateTimeOffset? at) => at is { } then ? Math.Min(6, (int)((Now - then) / Pass)).ToString(System.Globalization.CultureInfo.InvariantCulture) : "-";
        var nodes = string.Join("|", Nodes.Select(node => $"{(node.Up ? 1 : 0)}{(int)node.Role}{node.Sequence}{node.Primary}{node.Synchronized}{node.Log}"));
        var memory = $"{Memory.Principal}{Memory.SequenceNumber}{Age(Memory.PrincipalLostSince)}{Age(Memory.PrincipalLastSeenAt)}{Memory.Failover?.To}{Memory.Failover?.Reason}{Memory.Failover?.IsUnderWay}"
            + string.Join(",", Memory.Outcomes.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}{Age(entry.Value.At)}{entry.Value.Succeeded}"))
            + string.Join(",", Memory.AstraySince.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}{Age(entry.Value)}"));
        return $"{nodes};{string.Join(",", Cut.Order())};{string.Join(",", Hidden.Order())};{Acknowledged};{Faults};{memory};{string.Join(",", Pending.Select(action => action.Key))}";
    }
}

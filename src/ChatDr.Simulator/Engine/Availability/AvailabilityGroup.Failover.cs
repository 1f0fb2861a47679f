using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>Changes of the primary.</summary>
internal sealed partial class AvailabilityGroup
{
    private int _isFailingOver;

    /// <summary>A failover to this replica is pending.</summary>
    public bool IsFailingOver => Volatile.Read(ref _isFailingOver) == 1;

    /// <summary>FAILOVER and FORCE_FAILOVER_ALLOW_DATA_LOSS on this replica.</summary>
    /// <exception cref="SqlErrorException">
    /// 47104, 47122: not so with this cluster type; 41122 already primary; 41113 another is pending; 47109 configuration-only; 41142 would lose data; 35253 a
    /// copy lacks log that it had; 41131 no quorum of replicas.
    /// </exception>
    internal async Task FailOverAsync(bool allowDataLoss, bool isExternalSession, CancellationToken cancellationToken)
    {
        var reinitializing = Configuration.Databases.Select(database => CopyOf(database.Name)).FirstOrDefault(copy => copy?.File.ReinitializesTo is not null);
        if (FailoverRules.Refusal(Configuration.ClusterType, allowDataLoss, isExternalSession, Role, Local?.Mode, reinitializing is not null) is { } number)
        {
            throw FailoverRefused(number, reinitializing?.Name ?? "");
        }

        if (Interlocked.Exchange(ref _isFailingOver, 1) == 1)
        {
            throw FailoverRefused(41113, "");
        }

        try
        {
            await (Configuration.ClusterType == ClusterType.None
                ? ForceAloneAsync(cancellationToken)
                : FailOverWithVotersAsync(allowDataLoss, cancellationToken));
        }
        finally
        {
            Volatile.Write(ref _isFailingOver, 0);
        }
    }

    /// <summary>
    /// A voter promised a later epoch to a candidate that did not become primary. The primary asks for a later one still, so that it is followed again;
    /// it yields if one of the voters knows of a newer primary.
    /// </summary>
    internal async Task RenewAsync(long promised, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (Role != ReplicaRole.Primary || promised <= Epoch)
            {
                return;
            }

            var epoch = Math.Max(promised, _file.PromisedEpoch) + 1;
            var others = Configuration.Voters.Where(replica => replica.Id != Local?.Id).ToArray();
            var answers = await AskAllAsync(others, PeerRequest.Promise, epoch, null, cancellationToken);
            if (Newest(answers).Epoch > Epoch)
            {
                TakeOffline();
                return;
            }

            lock (_gate)
            {
                if (Role == ReplicaRole.Primary && epoch > _file.PromisedEpoch && answers.Count(answer => answer.Ok) + 1 >= Configuration.FailoverQuorum)
                {
                    Save(_file with { PromisedEpoch = epoch, Configuration = Configuration with { Sequence = (epoch << 32) + 1 } });
                }
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task FailOverWithVotersAsync(bool allowDataLoss, CancellationToken cancellationToken)
    {
        var others = Configuration.Voters.Where(replica => replica.Id != Local?.Id).ToArray();
        var seen = await AskAllAsync(others, PeerRequest.Query, 0, null, cancellationToken);
        var newest = Newest(seen);
        RequireSynchronized(newest, allowDataLoss);
        var epoch = NextEpoch(newest, seen);
        lock (_gate)
        {
            RequireNotOvertaken(epoch - 1);
            Save(_file with { PromisedEpoch = epoch });
        }

        var promised = (await AskAllAsync(others, PeerRequest.Promise, epoch, null, cancellationToken)).Where(answer => answer.Ok).ToArray();
        newest = Newest([.. seen, .. promised]);
        RequireSynchronized(newest, allowDataLoss);
        RequireQuorum(newest, promised.Length + 1, allowDataLoss);
        TakeOffline();
        var configuration = UnderThis(newest, epoch, allowDataLoss);
        lock (_gate)
        {
            RequireNotOvertaken(epoch);
            Save(_file with { Configuration = configuration });
        }

        var followed = (await AskAllAsync(others, PeerRequest.Configure, epoch, configuration, cancellationToken)).Count(answer => answer.Ok);
        RequireQuorum(newest, followed + 1, allowDataLoss);
        BecomePrimary(epoch, allowDataLoss);
    }

    /// <summary>
    /// CLUSTER_TYPE = NONE: nobody is asked for leave, and nobody is told. Another primary stays one (docs/sql-server-facts.md D: split brain, unless it was
    /// taken OFFLINE before); other secondaries follow after SET (ROLE = SECONDARY).
    /// </summary>
    private async Task ForceAloneAsync(CancellationToken cancellationToken)
    {
        var others = Configuration.Replicas.Where(replica => replica.Id != Local?.Id).ToArray();
        var seen = await AskAllAsync(others, PeerRequest.Query, 0, null, cancellationToken);
        var epoch = NextEpoch(Newest(seen), seen);
        TakeOffline();
        lock (_gate)
        {
            Save(_file with { PromisedEpoch = epoch, Configuration = UnderThis(Newest(seen), epoch, isForced: true) });
        }

        BecomePrimary(epoch, isRecoveryFork: true);
    }

    private long NextEpoch(GroupConfiguration newest, IReadOnlyList<PeerMessage> seen) =>
        Math.Max(newest.Epoch, Math.Max(_file.PromisedEpoch, seen.Select(answer => answer.Epoch).DefaultIfEmpty(0).Max())) + 1;

    private GroupConfiguration UnderThis(GroupConfiguration newest, long epoch, bool isForced) => newest with
    {
        Sequence = (epoch << 32) + 1,
        Primary = _instance.ServerName,
        ForcedEpoch = isForced ? epoch : newest.ForcedEpoch,
        Databases = [.. newest.Databases.Select(database => database with { Synchronized = [_instance.ServerName] })],
        Changed = _instance.Time.GetUtcNow().UtcDateTime,
    };

    private GroupConfiguration Newest(IEnumerable<PeerMessage> answers) =>
        answers.Select(answer => answer.Configuration)
            .OfType<GroupConfiguration>()
            .Where(other => other.GroupId == Configuration.GroupId)
            .Append(Configuration)
            .MaxBy(other => other.Sequence)!;

    private void RequireSynchronized(GroupConfiguration configuration, bool allowDataLoss)
    {
        if (!allowDataLoss && !IsFailoverReady(configuration))
        {
            throw FailoverRefused(41142, "");
        }
    }

    /// <summary>
    /// Whether FAILOVER to this replica would lose nothing: it holds every acknowledged commit of every database, and none is suspended here.
    /// </summary>
    private bool IsFailoverReady(GroupConfiguration configuration) =>
        configuration.IsSynchronized(_instance.ServerName)
            && configuration.Databases.All(database => CopyOf(database.Name) is { File: { IsSuspended: false, ReinitializesTo: null } });

    /// <summary>
    /// A candidate is a voter, too: once it promised an epoch later than <paramref name="epoch"/> to another candidate, it does not go on with its own.
    /// </summary>
    private void RequireNotOvertaken(long epoch)
    {
        if (_file.PromisedEpoch > epoch)
        {
            throw new SqlErrorException(41131, 16, 1,
                $"Failed to bring availability group '{Configuration.Name}' online: another replica is about to become primary. Look which one is, and retry.");
        }
    }

    private void RequireQuorum(GroupConfiguration configuration, int votes, bool allowDataLoss)
    {
        if (!allowDataLoss && votes < configuration.FailoverQuorum)
        {
            throw new SqlErrorException(41131, 16, 1,
                $"Failed to bring availability group '{Configuration.Name}' online: {votes} of {configuration.Voters.Count} replicas answered, "
                    + $"{configuration.FailoverQuorum} are needed. Verify that the other replicas can be reached.");
        }
    }

    private SqlErrorException FailoverRefused(int number, string database) => new(number, 16, (byte)(number == 41142 ? 34 : 1), number switch
    {
        47104 =>
            $"This operation cannot be performed on the availability group '{Configuration.Name}' because it has an EXTERNAL cluster type. Use the cluster "
                + "management tools to perform the operation.",
        47122 => $"Availability group '{Configuration.Name}' cannot fail over: with CLUSTER_TYPE = NONE only FORCE_FAILOVER_ALLOW_DATA_LOSS is possible.",
        41122 => $"Cannot fail over availability group '{Configuration.Name}': the local replica is already the primary.",
        41113 => $"Cannot fail over availability group '{Configuration.Name}': a failover is already pending on the local replica. Wait for it to end.",
        47109 => $"Availability group '{Configuration.Name}' cannot fail over to this replica: it is configuration-only.",
        35253 =>
            $"Database '{database}' is not in a state to become the primary database: log that it had has to be restored or received again, "
                + "from where the previous primary was.",
        _ =>
            $"The availability replica for availability group '{Configuration.Name}' on this instance cannot become the primary replica. One or more databases "
                + "are not synchronized or have not joined the availability group.",
    });
}

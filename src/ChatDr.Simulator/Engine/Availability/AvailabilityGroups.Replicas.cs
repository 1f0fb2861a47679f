namespace ChatDr.Simulator.Engine.Availability;

/// <summary>ADD, MODIFY and REMOVE REPLICA, and JOIN.</summary>
internal sealed partial class AvailabilityGroups
{
    private static readonly TimeSpan OfferWait = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, GroupConfiguration> _offers = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _offered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>JOIN WITH (CLUSTER_TYPE = …): waits a short while for the primary's offer.</summary>
    /// <exception cref="SqlErrorException">47105 not enabled; 41106 joined already; 47100 another cluster type; 41199 not with this edition; 47106 no primary
    /// offered the group.</exception>
    public async Task JoinAsync(string name, ClusterType cluster, CancellationToken cancellationToken)
    {
        RequireHadr();
        if (Find(name) is not null)
        {
            throw AlreadyHere(name);
        }

        using var timeout = new CancellationTokenSource(OfferWait, instance.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        while (true)
        {
            Task next;
            lock (_gate)
            {
                next = _offered.Task;
                if (_offers.GetValueOrDefault(name) is { } offer)
                {
                    RequireJoinable(offer, cluster);
                    _offers.Remove(name);
                    AddLocked(new GroupFile(offer, offer.Epoch, false)).BeReady();
                    _joined.TrySetResult();
                    _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    return;
                }
            }

            try
            {
                await next.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new SqlErrorException(47106, 16, 3,
                    $"Cannot join availability group '{name}': no primary replica contacted this instance in time. Verify the primary's configuration, "
                        + "the network, endpoints and certificates.");
            }
        }
    }

    /// <summary>ADD REPLICA ON.</summary>
    /// <exception cref="SqlErrorException">41190 not primary; 35282 it is there already; 35223 too many; those of <see cref="GroupRules"/>.</exception>
    public Task AddReplicaAsync(string name, ReplicaConfiguration replica, CancellationToken cancellationToken) =>
        ChangeReplicasAsync(name, "ADD", configuration =>
    {
        if (configuration.Find(replica.Name) is not null)
        {
            throw new SqlErrorException(
                35282, 16, 1, $"Availability replica '{replica.Name}' cannot be added to availability group '{name}': it has a replica of that name.");
        }

        GroupRules.RequireReplica(name, configuration.ClusterType, replica, "ADD REPLICA");
        var data = configuration.Replicas.Count(other => other.Mode != AvailabilityMode.ConfigurationOnly);
        if (replica.Mode != AvailabilityMode.ConfigurationOnly && data >= GroupRules.MostDataReplicas(configuration.IsBasic))
        {
            throw new SqlErrorException(35223, 16, 1,
                $"Cannot add a replica to availability group '{name}': it has {data}, and {GroupRules.MostDataReplicas(configuration.IsBasic)} is the most.");
        }

        var now = instance.Time.GetUtcNow().UtcDateTime;
        IReadOnlyList<ReplicaConfiguration> replicas = [.. configuration.Replicas, replica with { IsJoined = false, Created = now, Modified = now }];
        GroupRules.RequireConsistent(name, replicas, configuration.RequiredSynchronizedSecondaries, "ADD REPLICA");
        return configuration with { Replicas = replicas };
    }, cancellationToken);

    /// <summary>MODIFY REPLICA ON. A replica that is no longer of SYNCHRONOUS_COMMIT is no longer synchronised; if it is the primary, none is.</summary>
    /// <exception cref="SqlErrorException">41140 not primary; 41167 no such replica; 47112, 47113, and those of <see cref="GroupRules"/>.</exception>
    public Task ModifyReplicaAsync(string name, ReplicaChange change, CancellationToken cancellationToken) => Get(name).ChangeAsync(
        configuration =>
        {
            var replica = configuration.Find(change.Name)
                ?? throw new SqlErrorException(
                    41167, 16, 1, $"Availability replica '{change.Name}' is not in the configuration of availability group '{name}'.");
            GroupRules.RequireModifiable(replica, change);
            var changed = change.Apply(replica, instance.Time.GetUtcNow().UtcDateTime);
            GroupRules.RequireReplica(name, configuration.ClusterType, changed, "MODIFY REPLICA");
            IReadOnlyList<ReplicaConfiguration> replicas = [.. configuration.Replicas.Select(other => other.Id == replica.Id ? changed : other)];
            GroupRules.RequireConsistent(name, replicas, configuration.RequiredSynchronizedSecondaries, "MODIFY REPLICA");
            return WithoutAsynchronous(configuration with { Replicas = replicas });
        },
        cancellationToken);

    /// <summary>REMOVE REPLICA ON.</summary>
    /// <exception cref="SqlErrorException">41190 not primary; 35283 there is none; 35284 it is the primary; 35248 too few would be left for what commits
    /// require.</exception>
    public Task RemoveReplicaAsync(string name, string replica, CancellationToken cancellationToken) => ChangeReplicasAsync(name, "REMOVE", configuration =>
    {
        if (configuration.Find(replica) is null)
        {
            throw new SqlErrorException(
                35283, 16, 1, $"Availability replica '{replica}' cannot be removed from availability group '{name}': there is none of that name.");
        }

        if (Same(replica, instance.ServerName))
        {
            throw new SqlErrorException(
                35284, 16, 1, $"Availability replica '{replica}' cannot be removed from availability group '{name}': it is on the local instance.");
        }

        IReadOnlyList<ReplicaConfiguration> replicas = [.. configuration.Replicas.Where(other => !Same(other.Name, replica))];
        GroupRules.RequireConsistent(name, replicas, configuration.RequiredSynchronizedSecondaries, "REMOVE REPLICA");
        return AvailabilityGroup.Without(configuration, replica, null) with { Replicas = replicas };
    }, cancellationToken);

    private static GroupConfiguration WithoutAsynchronous(GroupConfiguration configuration)
    {
        var isPrimarySynchronous = configuration.Find(configuration.Primary)?.Mode == AvailabilityMode.Synchronous;
        return configuration.Replicas
            .Where(replica => !Same(replica.Name, configuration.Primary) && (!isPrimarySynchronous || replica.Mode != AvailabilityMode.Synchronous))
            .Aggregate(configuration, (left, replica) => AvailabilityGroup.Without(left, replica.Name, null));
    }

    private Task ChangeReplicasAsync(string name, string verb, Func<GroupConfiguration, GroupConfiguration> change, CancellationToken cancellationToken)
    {
        var group = Get(name);
        return group.Role == ReplicaRole.Primary
            ? group.ChangeAsync(change, cancellationToken)
            : throw new SqlErrorException(41190, 16, 1,
                $"Availability group '{name}' failed to process {verb} REPLICA: the local availability replica is not the primary, "
                    + "or the group is not online.");
    }

    private void RequireJoinable(GroupConfiguration offer, ClusterType cluster)
    {
        if (offer.ClusterType != cluster)
        {
            throw new SqlErrorException(47100, 16, 1,
                $"The cluster type of availability group '{offer.Name}' does not match its primary's configuration, "
                    + $"which is {offer.ClusterType.ToString().ToUpperInvariant()}.");
        }

        var mode = offer.Find(instance.ServerName)?.Mode ?? AvailabilityMode.Asynchronous;
        EditionRules.Require(
            EditionRules.MayJoin(instance.Options.Edition, offer.ClusterType, offer.IsBasic, mode), instance.Options.Edition, "hosting this replica");
    }
}

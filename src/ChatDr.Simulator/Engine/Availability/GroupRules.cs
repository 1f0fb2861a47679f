namespace ChatDr.Simulator.Engine.Availability;

/// <summary>
/// Which groups and replicas may be (docs/sql-server-facts.md A3, A4; numbers from Microsoft Learn, "Database Engine events and errors": 35200 to 35299 and
/// 47100 to 47199). Pure: every method throws the refusal or returns.
/// </summary>
internal static class GroupRules
{
    /// <summary>The longest name of a group of CLUSTER_TYPE NONE or EXTERNAL.</summary>
    public const int LongestName = 64;

    /// <summary>The most replicas of a group, the primary among them.</summary>
    public const int MostReplicas = 9;

    /// <summary>The most replicas of SYNCHRONOUS_COMMIT, the primary among them (2019 and later).</summary>
    public const int MostSynchronousReplicas = 5;

    /// <summary>The least SESSION_TIMEOUT in seconds.</summary>
    public const int ShortestSessionTimeout = 5;

    /// <summary>Refuses a group that may not be created by <paramref name="server"/>.</summary>
    /// <exception cref="SqlErrorException">19544, 35235, 35237, 47121, 35233, and those of <see cref="RequireConsistent"/> and
    /// <see cref="RequireReplica"/>.</exception>
    public static void RequireCreatable(GroupDefinition definition, string server)
    {
        if (definition.Name.Length > LongestName)
        {
            throw new SqlErrorException(19544, 16, 1,
                $"The name of availability group '{definition.Name}' is longer than {LongestName} characters, the most with CLUSTER_TYPE = NONE or EXTERNAL.");
        }

        if (definition.Replicas.GroupBy(replica => replica.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(names => names.Skip(1).Any()) is { } twice)
        {
            throw new SqlErrorException(35235, 16, 1, $"Replica '{twice.Key}' is named more than once in REPLICA ON.");
        }

        var local = definition.Replicas.FirstOrDefault(replica => Same(replica.Name, server))
            ?? throw new SqlErrorException(35237, 16, 1,
                $"None of the specified replicas for availability group '{definition.Name}' maps to the instance of SQL Server to which you are connected "
                    + $"('{server}').");
        if (local.Mode == AvailabilityMode.ConfigurationOnly)
        {
            throw new SqlErrorException(47121, 16, 1,
                $"The local replica '{local.Name}' cannot be CONFIGURATION_ONLY: it is the first primary. It is SYNCHRONOUS_COMMIT or ASYNCHRONOUS_COMMIT.");
        }

        var most = MostDataReplicas(definition.IsBasic);
        if (definition.Replicas.Count(replica => replica.Mode != AvailabilityMode.ConfigurationOnly) > most)
        {
            throw new SqlErrorException(
                35233, 16, 1, $"Availability group '{definition.Name}' cannot have {definition.Replicas.Count} replicas: the most is {most}.");
        }

        foreach (var replica in definition.Replicas)
        {
            RequireReplica(definition.Name, definition.ClusterType, replica, "CREATE");
        }

        RequireConsistent(definition.Name, definition.Replicas, definition.RequiredSynchronizedSecondaries, "CREATE");
    }

    /// <summary>Refuses a replica that the group's cluster type rules out.</summary>
    /// <exception cref="SqlErrorException">47114, 47101, 47102, 35214, 35232.</exception>
    public static void RequireReplica(string group, ClusterType cluster, ReplicaConfiguration replica, string operation)
    {
        if (replica.Mode == AvailabilityMode.ConfigurationOnly && cluster != ClusterType.External)
        {
            throw new SqlErrorException(47114, 16, 1,
                $"Replica '{replica.Name}' cannot be CONFIGURATION_ONLY in availability group '{group}': only CLUSTER_TYPE = EXTERNAL knows such replicas.");
        }

        if (cluster == ClusterType.External && replica.FailoverMode != FailoverMode.External)
        {
            throw new SqlErrorException(47102, 16, 1,
                $"The cluster type EXTERNAL of availability group '{group}' only supports EXTERNAL failover mode, not the one of replica '{replica.Name}'.");
        }

        if (cluster == ClusterType.None && replica.FailoverMode != FailoverMode.Manual)
        {
            throw new SqlErrorException(47101, 16, 1,
                $"The cluster type NONE of availability group '{group}' only supports MANUAL failover mode, not the one of replica '{replica.Name}'.");
        }

        if (replica.SessionTimeout < ShortestSessionTimeout)
        {
            throw new SqlErrorException(
                35214, 16, 1, $"The {operation} failed for replica '{replica.Name}': SESSION_TIMEOUT is {ShortestSessionTimeout} seconds at least.");
        }

        if (!Uri.TryCreate(replica.EndpointUrl, UriKind.Absolute, out var url) || !Same(url.Scheme, "tcp") || url.Port <= 0)
        {
            throw new SqlErrorException(35232, 16, 1, $"The endpoint URL '{replica.EndpointUrl}' is not valid: it is TCP://host:port.");
        }
    }

    /// <summary>Refuses a set of replicas, with what is required of commits.</summary>
    /// <exception cref="SqlErrorException">47107: more than one configuration-only; 35212: too many synchronous; 35248: more required than there can
    /// be.</exception>
    public static void RequireConsistent(string group, IReadOnlyList<ReplicaConfiguration> replicas, int required, string operation)
    {
        if (replicas.Count(replica => replica.Mode == AvailabilityMode.ConfigurationOnly) > 1)
        {
            throw new SqlErrorException(
                47107, 16, 1, $"The {operation} is not allowed: availability group '{group}' can have one CONFIGURATION_ONLY replica only.");
        }

        var synchronous = replicas.Count(replica => replica.Mode == AvailabilityMode.Synchronous);
        if (synchronous > MostSynchronousReplicas)
        {
            throw new SqlErrorException(35212, 16, 1,
                $"The {operation} is not allowed: availability group '{group}' can have {MostSynchronousReplicas} replicas of SYNCHRONOUS_COMMIT at most.");
        }

        if (required < 0 || required > Math.Max(0, synchronous - 1))
        {
            throw new SqlErrorException(35248, 16, 1,
                $"The {operation} is not allowed: REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT {required} is more than the {Math.Max(0, synchronous - 1)} "
                    + $"possible secondaries of SYNCHRONOUS_COMMIT in availability group '{group}'.");
        }
    }

    /// <summary>Refuses a change of a replica that its kind does not have.</summary>
    /// <exception cref="SqlErrorException">47112: of a configuration-only replica only SESSION_TIMEOUT changes; 47113-class: none becomes one.</exception>
    public static void RequireModifiable(ReplicaConfiguration replica, ReplicaChange change)
    {
        if (replica.Mode == AvailabilityMode.ConfigurationOnly && change is not
            {
                Mode: null, FailoverMode: null, IsAutomaticSeeding: null, EndpointUrl: null, BackupPriority: null
            })
        {
            throw new SqlErrorException(47112, 16, 1, $"Only SESSION_TIMEOUT of the configuration-only replica '{replica.Name}' can be modified.");
        }

        if (replica.Mode != AvailabilityMode.ConfigurationOnly && change.Mode == AvailabilityMode.ConfigurationOnly)
        {
            throw new SqlErrorException(47113, 16, 1,
                $"AVAILABILITY_MODE = CONFIGURATION_ONLY is not valid for a modification of replica '{replica.Name}': remove the replica and add it.");
        }
    }

    /// <summary>The most replicas that hold data; two in a basic group (docs/sql-server-facts.md A2).</summary>
    public static int MostDataReplicas(bool isBasic) => isBasic ? 2 : MostReplicas;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

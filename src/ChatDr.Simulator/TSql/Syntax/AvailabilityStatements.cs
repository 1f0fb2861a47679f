namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>CREATE ENDPOINT … FOR DATABASE_MIRRORING.</summary>
internal sealed record CreateEndpointStatement(string Name, EndpointOptions Options) : Statement;

/// <summary>ALTER ENDPOINT.</summary>
internal sealed record AlterEndpointStatement(string Name, EndpointOptions Options) : Statement;

/// <summary>DROP ENDPOINT.</summary>
internal sealed record DropEndpointStatement(string Name) : Statement;

/// <summary>The options of an endpoint, in capitals; null where not given.</summary>
internal sealed record EndpointOptions
{
    /// <summary>STATE: STARTED, STOPPED or DISABLED.</summary>
    public string? State { get; init; }

    /// <summary>LISTENER_PORT.</summary>
    public int? Port { get; init; }

    /// <summary>LISTENER_IP = (address).</summary>
    public string? Address { get; init; }

    /// <summary>LISTENER_IP = ALL.</summary>
    public bool IsAllAddresses { get; init; }

    /// <summary>AUTHENTICATION = CERTIFICATE name.</summary>
    public string? Certificate { get; init; }

    /// <summary>ENCRYPTION: REQUIRED, SUPPORTED or DISABLED.</summary>
    public string? Encryption { get; init; }

    /// <summary>ALGORITHM: AES or RC4.</summary>
    public string? Algorithm { get; init; }

    /// <summary>ROLE: PARTNER, WITNESS or ALL.</summary>
    public string? Role { get; init; }
}

/// <summary>CREATE AVAILABILITY GROUP.</summary>
internal sealed record CreateAvailabilityGroupStatement(
    string Name,
    IReadOnlyDictionary<string, string> Options,
    IReadOnlyList<string> Databases,
    IReadOnlyList<ReplicaDefinition> Replicas) : Statement;

/// <summary>A replica with its options, by upper-case name.</summary>
internal sealed record ReplicaDefinition(string ServerName, IReadOnlyDictionary<string, string> Options);

/// <summary>ALTER AVAILABILITY GROUP.</summary>
internal sealed record AlterAvailabilityGroupStatement(string Name, AvailabilityGroupChange Change) : Statement;

/// <summary>DROP AVAILABILITY GROUP.</summary>
internal sealed record DropAvailabilityGroupStatement(string Name, bool IfExists) : Statement;

/// <summary>What ALTER AVAILABILITY GROUP does.</summary>
internal abstract record AvailabilityGroupChange;

/// <summary>SET (option = value).</summary>
internal sealed record SetGroupOptions(IReadOnlyDictionary<string, string> Options) : AvailabilityGroupChange;

/// <summary>ADD or REMOVE DATABASE.</summary>
internal sealed record ChangeGroupDatabases(bool Add, IReadOnlyList<string> Databases) : AvailabilityGroupChange;

/// <summary>ADD REPLICA ON.</summary>
internal sealed record AddReplicas(IReadOnlyList<ReplicaDefinition> Replicas) : AvailabilityGroupChange;

/// <summary>MODIFY REPLICA ON.</summary>
internal sealed record ModifyReplicas(IReadOnlyList<ReplicaDefinition> Replicas) : AvailabilityGroupChange;

/// <summary>REMOVE REPLICA ON.</summary>
internal sealed record RemoveReplicas(IReadOnlyList<string> ServerNames) : AvailabilityGroupChange;

/// <summary>JOIN [WITH (CLUSTER_TYPE = …)].</summary>
internal sealed record JoinGroup(string? ClusterType) : AvailabilityGroupChange;

/// <summary>FAILOVER or FORCE_FAILOVER_ALLOW_DATA_LOSS.</summary>
internal sealed record FailOver(bool AllowDataLoss) : AvailabilityGroupChange;

/// <summary>OFFLINE.</summary>
internal sealed record TakeOffline : AvailabilityGroupChange;

/// <summary>GRANT or DENY CREATE ANY DATABASE.</summary>
internal sealed record ChangeCreateAnyDatabase(bool Grant) : AvailabilityGroupChange;

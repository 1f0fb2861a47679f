using ChatDr.SqlServer.Provisioning;
using ChatDr.SqlServer.Sessions;

namespace ChatDr.Operator.Instances;

/// <summary>What a pass found out about an instance.</summary>
internal sealed record InstanceFinding
{
    /// <summary>What only a person can put right.</summary>
    public InstanceProblem? Problem { get; init; }

    /// <summary>What is waited for.</summary>
    public string? Waiting { get; init; }

    /// <summary>Where it answers.</summary>
    public SqlEndpoint? Endpoint { get; init; }

    /// <summary>Who it says it is; null while it does not answer.</summary>
    public InstanceIdentity? Identity { get; init; }

    /// <summary>Whether the application's login is disabled; null when unknown or without login.</summary>
    public bool? LoginDisabled { get; init; }
}

namespace ChatDr.Api.V1Alpha1;

/// <summary>What an instance is for.</summary>
public enum InstanceRole
{
    /// <summary>Holds databases.</summary>
    Partner,

    /// <summary>Gives quorum only.</summary>
    Witness,
}

namespace ChatDr.SqlServer.Statements;

/// <summary>What a mirroring endpoint serves.</summary>
public enum EndpointRole
{
    /// <summary>Partners and witnesses.</summary>
    All,

    /// <summary>A partner only.</summary>
    Partner,

    /// <summary>A witness or configuration-only replica: all that an Express edition may.</summary>
    Witness,
}

namespace ChatDr.Api.V1Alpha1;

/// <summary>Whether data may be lost.</summary>
public enum FailoverMode
{
    /// <summary>Nothing is lost, or it is not done.</summary>
    Planned,

    /// <summary>What was not yet shipped may be lost.</summary>
    Forced,
}

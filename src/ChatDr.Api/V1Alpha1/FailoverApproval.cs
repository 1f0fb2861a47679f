namespace ChatDr.Api.V1Alpha1;

/// <summary>Whether an order waits for agreement.</summary>
public sealed record FailoverApproval
{
    /// <summary>Wait after the gates until spec.approved is true.</summary>
    public bool Required { get; init; }
}

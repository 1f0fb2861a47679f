using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>The order.</summary>
[ValidationRule(
    "self.mode != 'Forced' || self.acknowledgeDataLoss", "mode Forced can lose data: set acknowledgeDataLoss: true to accept that, or use mode Planned")]
[ValidationRule(
    "self.poolRef == oldSelf.poolRef && self.type == oldSelf.type && self.target == oldSelf.target && self.mode == oldSelf.mode && "
        + "self.acknowledgeDataLoss == oldSelf.acknowledgeDataLoss && self.dryRun == oldSelf.dryRun",
    "a PoolFailover is an order given once: create another instead of changing it (approved may change)")]
public sealed record PoolFailoverSpec
{
    /// <summary>The StretchedChatPool in the same namespace.</summary>
    public required LocalReference PoolRef { get; init; }

    /// <summary>Mirror: to the mirror in the same site. Site: to the other site.</summary>
    public FailoverType Type { get; init; } = FailoverType.Site;

    /// <summary>Type Site: the name of the site to serve. Type Mirror: the SqlServerInstance to be principal.</summary>
    [Length(1, 63)]
    public required string Target { get; init; }

    /// <summary>Planned loses nothing or is not done. Forced accepts loss because the source is gone.</summary>
    public FailoverMode Mode { get; init; } = FailoverMode.Planned;

    /// <summary>Required with mode Forced: you accept that what was not yet shipped may be lost.</summary>
    public bool AcknowledgeDataLoss { get; init; }

    /// <summary>Whether a second person must agree.</summary>
    public FailoverApproval Approval { get; init; } = new();

    /// <summary>The agreement, when approval is required. The only field that may change.</summary>
    public bool Approved { get; init; }

    /// <summary>Stop after the gates: says what would hold the order up, and changes nothing.</summary>
    public bool DryRun { get; init; }
}

namespace ChatDr.Api.V1Alpha1;

/// <summary>Where a step stands.</summary>
public enum FailoverStepState
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>Done and verified.</summary>
    Done,

    /// <summary>Not applicable; the message says why.</summary>
    Skipped,

    /// <summary>It stopped the order; the message says why and what would help.</summary>
    Failed,
}

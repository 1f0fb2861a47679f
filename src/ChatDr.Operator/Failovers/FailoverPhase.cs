namespace ChatDr.Operator.Failovers;

/// <summary>The phases of an order.</summary>
internal static class FailoverPhase
{
    /// <summary>Waits for another order.</summary>
    public const string Pending = nameof(Pending);

    /// <summary>The gates passed; a person has to agree.</summary>
    public const string WaitingForApproval = nameof(WaitingForApproval);

    /// <summary>Under way.</summary>
    public const string Running = nameof(Running);

    /// <summary>Done.</summary>
    public const string Succeeded = nameof(Succeeded);

    /// <summary>Given up; the source serves as before.</summary>
    public const string Aborted = nameof(Aborted);

    /// <summary>A gate did not pass; nothing was changed.</summary>
    public const string Refused = nameof(Refused);

    /// <summary>It can neither be finished nor taken back.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>The gates passed; nothing was changed.</summary>
    public const string DryRunPassed = nameof(DryRunPassed);

    /// <summary>Whether nothing will happen any more.</summary>
    public static bool IsFinal(string? phase) => phase is Succeeded or Aborted or Refused or Failed or DryRunPassed;
}

using ChatDr.Api.V1Alpha1;

namespace ChatDr.Operator.Failovers;

/// <summary>Reads and changes the steps in an order's status.</summary>
internal static class FailoverSteps
{
    /// <summary>The steps of an order of <paramref name="type"/> that goes through.</summary>
    public static IReadOnlyList<SiteStep> Of(FailoverType type) => type switch
    {
        FailoverType.Site => [.. Enum.GetValues<SiteStep>().Where(step => step <= SiteStep.Reprotect)],
        FailoverType.Mirror => [SiteStep.Gates, SiteStep.MirrorFailover, SiteStep.VerifyWrite],
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type of failover."),
    };

    /// <summary>The step, or null when the status has none of it.</summary>
    public static FailoverStep? Find(this PoolFailoverStatus? status, SiteStep step) =>
        status?.Steps.FirstOrDefault(candidate => candidate.Name == step.ToString());

    /// <summary>Where the step stands; Pending when the status has none of it.</summary>
    public static FailoverStepState StateOf(this PoolFailoverStatus? status, SiteStep step) => status.Find(step)?.State ?? FailoverStepState.Pending;

    /// <summary>Whether the step was begun, whatever became of it.</summary>
    public static bool HasBegun(this PoolFailoverStatus? status, SiteStep step) => status.StateOf(step) != FailoverStepState.Pending;

    /// <summary>Whether the step is behind: done, or not applicable.</summary>
    public static bool IsBehind(this PoolFailoverStatus? status, SiteStep step) => status.StateOf(step) is FailoverStepState.Done or FailoverStepState.Skipped;

    /// <summary>The status with the step begun; a step that was begun before keeps its time.</summary>
    public static PoolFailoverStatus Begin(this PoolFailoverStatus status, SiteStep step, DateTimeOffset now, string message) =>
        status.Set(step, old => old with { State = FailoverStepState.Running, Started = old.Started ?? now, Message = message }) with
        {
            CurrentStep = step.ToString(),
            Message = message,
        };

    /// <summary>The status with the step waiting for something.</summary>
    public static PoolFailoverStatus Say(this PoolFailoverStatus status, SiteStep step, string message) =>
        status.Set(step, old => old with { Message = message }) with { Message = $"{step}: {message}" };

    /// <summary>The status with the step ended.</summary>
    public static PoolFailoverStatus End(this PoolFailoverStatus status, SiteStep step, FailoverStepState state, DateTimeOffset now, string message) =>
        status.Set(step, old => old with { State = state, Started = old.Started ?? now, Finished = now, Message = message }) with
        {
            Message = $"{step}: {message}",
        };

    /// <summary>The status with what is about to be sent; a text that is there already is not repeated.</summary>
    public static PoolFailoverStatus Sending(this PoolFailoverStatus status, SiteStep step, IEnumerable<string> statements) =>
        status.Set(step, old => old with { Statements = [.. old.Statements.Union(statements, StringComparer.Ordinal)] });

    private static PoolFailoverStatus Set(this PoolFailoverStatus status, SiteStep step, Func<FailoverStep, FailoverStep> change)
    {
        var name = step.ToString();
        if (status.Find(step) is null)
        {
            return status with { Steps = [.. status.Steps, change(new FailoverStep { Name = name, State = FailoverStepState.Pending })] };
        }

        return status with { Steps = [.. status.Steps.Select(old => old.Name == name ? change(old) : old)] };
    }
}

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>
/// WITH … of ALTER DATABASE … SET: what becomes of sessions that stand in its way (Microsoft Learn, "ALTER DATABASE SET options", "WITH &lt;termination&gt;").
/// </summary>
/// <param name="NoWait">NO_WAIT: refuse the change at once.</param>
/// <param name="RollbackAfter">ROLLBACK AFTER or IMMEDIATE: disconnect them then; null waits until they leave by themselves.</param>
internal sealed record Termination(bool NoWait = false, TimeSpan? RollbackAfter = null)
{
    /// <summary>Without a clause: wait.</summary>
    public static Termination Wait { get; } = new();
}

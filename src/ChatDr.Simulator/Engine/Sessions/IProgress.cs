namespace ChatDr.Simulator.Engine.Sessions;

/// <summary>How far a long request is, as sys.dm_exec_requests shows it (Microsoft Learn, "sys.dm_exec_requests": backup and restore report it).</summary>
internal interface IProgress
{
    /// <summary>percent_complete, 0 to 100.</summary>
    double PercentComplete { get; }

    /// <summary>estimated_completion_time.</summary>
    TimeSpan EstimatedRest { get; }
}

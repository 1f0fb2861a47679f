namespace ChatDr.Simulator.Hosting;

/// <summary>What the program starts with.</summary>
internal sealed record LaunchSettings
{
    /// <summary>The instance.</summary>
    public required SimulatorOptions Instance { get; init; }

    /// <summary>How its log is written.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>How long a clean shutdown may take; afterwards the process ends as if it were killed.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What was set and means nothing here; each is logged.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

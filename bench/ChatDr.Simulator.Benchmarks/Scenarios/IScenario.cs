using ChatDr.Simulator.Benchmarks.Measures;

namespace ChatDr.Simulator.Benchmarks.Scenarios;

/// <summary>A measurement that is no repetition of one small operation.</summary>
internal interface IScenario
{
    /// <summary>What it is called by on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures.</summary>
    string Purpose { get; }

    /// <summary>What its size counts.</summary>
    string SizeUnit { get; }

    /// <summary>The size that the budget is about.</summary>
    int DefaultSize { get; }

    /// <summary>Measures.</summary>
    Task RunAsync(int size, Report report);
}

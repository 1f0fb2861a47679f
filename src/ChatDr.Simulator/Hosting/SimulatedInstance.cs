using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Hosting;

/// <summary>Joins engine and T-SQL to what a front serves.</summary>
internal static class SimulatedInstance
{
    /// <exception cref="NotSupportedException">Always, in this revision: engine and T-SQL are not part of it.</exception>
    public static Task<ISimulatedInstance> StartAsync(SimulatorOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"Instance {options.ServerName} cannot start: the engine is not part of this revision yet.");
}

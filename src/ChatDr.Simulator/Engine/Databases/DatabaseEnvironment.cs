using ChatDr.Simulator.Engine.Diagnostics;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>What a database needs of its instance.</summary>
/// <param name="Files">Where its files are.</param>
/// <param name="Time">The clock.</param>
/// <param name="Faults">The faults injected.</param>
/// <param name="ErrorLog">Where it tells what went wrong.</param>
internal sealed record DatabaseEnvironment(IFileSystem Files, TimeProvider Time, SimulatorFaults Faults, ErrorLog ErrorLog);

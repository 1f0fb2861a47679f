namespace ChatDr.Simulator.Hosting;

/// <summary>The folder belongs to an instance that runs.</summary>
public sealed class InstanceInUseException(string folder)
    : IOException($"The folder {folder} belongs to an instance that runs: two cannot share one. End the other, or give another folder (--data).");

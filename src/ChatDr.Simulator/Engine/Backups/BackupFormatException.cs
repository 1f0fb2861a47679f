namespace ChatDr.Simulator.Engine.Backups;

/// <summary>A backup file cannot be read.</summary>
/// <param name="fault">What is wrong with it.</param>
/// <param name="message">Where, or how it shows.</param>
internal sealed class BackupFormatException(BackupFault fault, string message) : Exception(message)
{
    /// <summary>What is wrong with it.</summary>
    public BackupFault Fault { get; } = fault;
}

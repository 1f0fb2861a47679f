namespace ChatDr.Simulator.Engine.Storage;

/// <summary>A file is not what it should be: wrong signature, wrong checksum or cut short.</summary>
internal sealed class LogFormatException(string message) : Exception(message);

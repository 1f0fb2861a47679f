namespace ChatDr.Simulator.Hosting;

/// <summary>Something that was set for the program cannot be meant; the message says what it was and what would do.</summary>
internal sealed class InvalidSettingException(string message) : Exception(message);

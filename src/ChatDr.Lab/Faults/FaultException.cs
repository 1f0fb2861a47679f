namespace ChatDr.Lab.Faults;

/// <summary>A fault could not be brought about; the message says why.</summary>
internal sealed class FaultException(string message) : Exception(message);

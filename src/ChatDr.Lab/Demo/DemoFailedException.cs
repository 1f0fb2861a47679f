namespace ChatDr.Lab.Demo;

/// <summary>The story cannot go on; the message says what was awaited and what was seen.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);

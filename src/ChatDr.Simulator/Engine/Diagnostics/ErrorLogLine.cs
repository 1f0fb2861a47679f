namespace ChatDr.Simulator.Engine.Diagnostics;

/// <summary>A line of the error log.</summary>
/// <param name="Date">When, in the server's time zone, to a hundredth of a second.</param>
/// <param name="Source">Who wrote it: Server, Logon, Backup, or spid and a number.</param>
/// <param name="Text">What; without line breaks.</param>
internal sealed record ErrorLogLine(DateTime Date, string Source, string Text);

using System.Net;

namespace ChatDr.Simulator.Engine;

/// <summary>What it is, and what the error log says of its start.</summary>
internal sealed partial class Instance
{
    /// <summary>SERVERPROPERTY('ProductVersion'): a build of SQL Server 2022.</summary>
    public const string ProductVersion = "16.0.4000.0";

    private readonly TaskCompletionSource _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it says of itself, in @@VERSION and in the error log: openly that it is no SQL Server.</summary>
    public string VersionText =>
        $"ChatDr SQL Server simulator (not Microsoft SQL Server) speaking as Microsoft SQL Server 2022 - {ProductVersion}, {Options.Edition} Edition";

    /// <summary>Clients can connect from now on.</summary>
    /// <param name="endpoint">Where they do.</param>
    public void NoteReady(IPEndPoint endpoint)
    {
        ErrorLog.Write(26022, 10, 1, $"Server is listening on [ '{endpoint.Address}' <ipv4> {endpoint.Port}].");
        ErrorLog.Write(17126, 10, 1, "SQL Server is now ready for client connections. This is an informational message; no user action is required.", "spid1");
    }

    /// <summary>Completes when SHUTDOWN asked the instance to end: its host then ends it cleanly.</summary>
    public Task ShutdownRequested => _shutdown.Task;

    /// <summary>SHUTDOWN. From now on nobody is let in.</summary>
    public void RequestShutdown() => _shutdown.TrySetResult();

    private void BeginErrorLog()
    {
        ErrorLog.Cycle();
        ErrorLog.Write($"{VersionText}.");
        ErrorLog.Write($"Server process ID is {Environment.ProcessId}.");
        ErrorLog.Write($"Logging messages in file '{ErrorLog.CurrentFile}'.");
        ErrorLog.Write(17663, 10, 1, $"Server name is '{ServerName}'. This is an informational message only. No user action is required.");
    }
}

using System.Runtime.InteropServices;
using ChatDr.ChatServer.Hosting;

using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
{
    console.SingleLine = true;
    console.UseUtcTimestamp = true;
    console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.ff ";
}));
if (Environment.GetEnvironmentVariable("CHATDR_SQL_LOGIN") is not { Length: > 0 } login
    || Environment.GetEnvironmentVariable("CHATDR_SQL_PASSWORD") is not { Length: > 0 } password)
{
    Console.Error.WriteLine(
        "Set CHATDR_SQL_LOGIN and CHATDR_SQL_PASSWORD. CHATDR_CONFIG (/etc/chatdr/chat.json), POD_NAME and PORT (8080) are optional.");
    return 2;
}

var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await using var host = await ChatServerHost.StartAsync(
    new ChatServerOptions
    {
        PodName = Environment.GetEnvironmentVariable("POD_NAME") ?? Environment.MachineName,
        ConfigFile = Environment.GetEnvironmentVariable("CHATDR_CONFIG") ?? "/etc/chatdr/chat.json",
        Login = login,
        Password = password,
        Port = int.TryParse(Environment.GetEnvironmentVariable("PORT"), out var port) ? port : 8080,
    },
    TimeProvider.System,
    logs,
    CancellationToken.None);
await stopped.Task;
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopped.TrySetResult();
}

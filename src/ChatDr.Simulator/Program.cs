using System.Runtime.InteropServices;
using ChatDr.Simulator.Hosting;
using Microsoft.Extensions.Logging;

return await new CommandLine().Create(Environment.GetEnvironmentVariable, RunAsync).Parse(args).InvokeAsync();

static async Task<int> RunAsync(SimulatorOptions options, CancellationToken cancellationToken)
{
    using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.ff ";
    }));
    var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    await using var host = await SimulatorHost.StartAsync(options, TimeProvider.System, logs, cancellationToken);
    await stopped.Task;
    logs.CreateLogger<SimulatorHost>().ShuttingDown(options.ServerName);
    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stopped.TrySetResult();
    }
}

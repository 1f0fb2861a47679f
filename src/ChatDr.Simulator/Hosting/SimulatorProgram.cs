using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using ChatDr.Simulator.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Hosting;

/// <summary>The program: one instance, from its start to the signal that ends it.</summary>
/// <param name="environment">The environment's variables by name.</param>
/// <param name="time">The clock.</param>
/// <param name="errors">Takes what a person who started it wrongly should read.</param>
internal sealed class SimulatorProgram(Func<string, string?> environment, TimeProvider time, TextWriter errors)
{
    /// <summary>The instance could not start, or not end in time.</summary>
    public const int Failed = 1;

    /// <summary>Something on the command line, in the environment or in mssql.conf cannot be meant.</summary>
    public const int BadInput = 2;

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <returns>0 after a clean shutdown, <see cref="Failed"/> or <see cref="BadInput"/>.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        var parsed = new CommandLine().Create(RunAsync).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await errors.WriteLineAsync(error.Message);
            }

            await errors.WriteLineAsync("--help lists the options.");
            return BadInput;
        }

        // Signals are handled here, not by the command line's own time-out.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    private async Task<int> RunAsync(LaunchArguments arguments, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        LaunchSettings settings;
        try
        {
            settings = LaunchSettingsReader.Read(arguments, environment);
        }
        catch (InvalidSettingException invalid)
        {
            await errors.WriteLineAsync(invalid.Message);
            return BadInput;
        }

        using var logs = CreateLogs(settings.LogFormat);
        var logger = logs.CreateLogger<SimulatorProgram>();
        TaskScheduler.UnobservedTaskException += (_, unobserved) => logger.TaskFailed(unobserved.Exception);
        using var certificate = settings.Instance.TlsCertificate;
        try
        {
            return await ServeAsync(settings, logs, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception failure) when (Explain(failure, settings.Instance) is { } explanation)
        {
            await errors.WriteLineAsync(explanation);
            return Failed;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private async Task<int> ServeAsync(LaunchSettings settings, ILoggerFactory logs, CancellationToken stop)
    {
        var logger = logs.CreateLogger<SimulatorHost>();
        foreach (var warning in settings.Warnings)
        {
            logger.SettingIgnored(warning);
        }

        var host = await SimulatorHost.StartAsync(settings.Instance, time, logs, stop);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Register(stopped.SetResult))
        {
            await Task.WhenAny(stopped.Task, host.ShutdownRequested);
        }

        logger.ShuttingDown(settings.Instance.ServerName);
        try
        {
            await host.DisposeAsync().AsTask().WaitAsync(settings.ShutdownTimeout, time, CancellationToken.None);
            return 0;
        }
        catch (TimeoutException)
        {
            logger.ShutdownTimedOut(settings.Instance.ServerName, settings.ShutdownTimeout);
            return Failed;
        }
    }

    /// <summary>What to tell, and to do, about a start that failed for a reason outside of the program; null for a fault of the program.</summary>
    private static string? Explain(Exception failure, SimulatorOptions options) => failure switch
    {
        InstanceInUseException inUse => inUse.Message,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            $"Port {options.Port} of {options.ListenAddress} is in use already: end what listens there, or give another --port (0 takes any free one).",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            $"{options.ListenAddress} is no address of this machine: give another --address.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            $"Port {options.Port} needs rights that this process lacks: give a --port of 1024 or more.",
        UnauthorizedAccessException or IOException =>
            $"The instance's folder {options.DataDirectory} cannot be used: {failure.Message} Give a --data folder that this process may write.",
        LogFormatException or JsonException => $"The instance's folder {options.DataDirectory} holds something that is no instance's: {failure.Message}",
        _ => null,
    };

    private static ILoggerFactory CreateLogs(LogFormat format) => LoggerFactory.Create(logging =>
    {
        if (format == LogFormat.Json)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.ff ";
        });
    });
}

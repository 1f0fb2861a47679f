using System.Diagnostics;
using System.Net;
using ChatDr.Simulator.Hosting;
using Microsoft.Data.SqlClient;

namespace ChatDr.Tests.Shared.Pairs;

/// <summary>
/// The simulator as users run it, in a process of its own on a loopback address of its own, that can be killed and started again on the same files.
/// </summary>
internal sealed class InstanceProcess : IAsyncDisposable
{
    /// <summary>Where its mirroring endpoint listens.</summary>
    public const int EndpointPort = 5022;

    private const int ClientPort = 1433;
    private const string Password = "K1ll!Repetition";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private readonly IPAddress _address;
    private readonly Personality _personality;
    private readonly StreamWriter _log;
    private Process? _process;

    /// <summary>Names an instance; <see cref="StartAsync"/> starts it.</summary>
    /// <param name="name">@@SERVERNAME.</param>
    /// <param name="folder">Where its folder and its log are.</param>
    /// <param name="address">A loopback address that is its own, so that its ports are free whenever it is down.</param>
    /// <param name="personality">The platform.</param>
    public InstanceProcess(string name, string folder, IPAddress address, Personality personality)
    {
        (Name, _folder, _address, _personality) = (name, folder, address, personality);
        _log = new StreamWriter(Path.Combine(folder, $"{name}.log")) { AutoFlush = true };
    }

    /// <summary>@@SERVERNAME.</summary>
    public string Name { get; }

    /// <summary>Its mirroring endpoint.</summary>
    public string EndpointUrl => $"tcp://{_address}:{EndpointPort}";

    /// <summary>Its process, while it runs.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Starts it; returns when it is ready for client connections.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in Arguments())
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["MSSQL_SA_PASSWORD"] = Password;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Keep(line.Data, ready);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"{Name} ended while it started; its log says why."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        await ready.Task.WaitAsync(StartPatience, TimeProvider.System);
    }

    /// <summary>SIGKILL: no last words.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>SIGSTOP: the process keeps its connections and does nothing.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT after <see cref="FreezeAsync"/>.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>A connection that neither pools nor reconnects, so that each error is one of this instance as it is now.</summary>
    public async Task<SqlConnection> OpenAsync(string database, int commandTimeout = 30)
    {
        var connection = new SqlConnection(new SqlConnectionStringBuilder
        {
            DataSource = $"{_address},{ClientPort}",
            InitialCatalog = database,
            UserID = "sa",
            Password = Password,
            TrustServerCertificate = true,
            Pooling = false,
            ConnectRetryCount = 0,
            ConnectTimeout = 15,
            CommandTimeout = commandTimeout,
        }.ConnectionString);
        try
        {
            // OpenAsync without a pool lets one connection per processor through at a time, so that a frozen instance holds up everybody else's.
            await Task.Run(connection.Open);
            return connection;
        }
        catch (SqlException)
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a batch.</summary>
    public async Task ExecuteAsync(string batch, string database = "master")
    {
        await using var connection = await OpenAsync(database);
        await using var command = new SqlCommand(batch, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row; null where there is none.</summary>
    public async Task<object?> ScalarAsync(string batch, string database = "master")
    {
        await using var connection = await OpenAsync(database);
        await using var command = new SqlCommand(batch, connection);
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    private IEnumerable<string> Arguments() =>
    [
        "exec", Path.Combine(AppContext.BaseDirectory, "ChatDr.Simulator.dll"), "--name", Name, "--address", $"{_address}", "--port", $"{ClientPort}",
        "--data", Path.Combine(_folder, Name), "--personality", $"{_personality}",
    ];

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"kill {signal} {_process.Id} ended with {kill.ExitCode}.");
        }
    }

    private void Keep(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            if (_log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line);
            }
        }

        if (line.Contains("now ready for client connections", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ChatDr.Simulator.Hosting;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Hosting;

/// <summary>The program as a process of its own, as people and pods start it.</summary>
internal sealed partial class SimulatorProcess : IAsyncDisposable
{
    public const string Password = "S3cret!pass";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SimulatorProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>The most memory that it ever had in use, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>What it wrote so far, errors included.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static SimulatorProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SimulatorHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSSQL_", StringComparison.Ordinal) || name is "SA_PASSWORD").ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new SimulatorProcess(new Process { StartInfo = start });
    }

    /// <summary>On loopback and any port, with <see cref="Password"/>.</summary>
    public static SimulatorProcess Start(DirectoryInfo data, params string[] more) => Start(data, 0, more);

    public static SimulatorProcess Start(DirectoryInfo data, int port, params string[] more) => Start(
        ["--name", "PROGRAM", "--address", "127.0.0.1", "--port", $"{port}", "--data", data.FullName, .. more],
        new Dictionary<string, string> { ["MSSQL_SA_PASSWORD"] = Password });

    /// <summary>The port of its ready line.</summary>
    public async Task<int> ReadyAsync()
    {
        var ended = _process.WaitForExitAsync();
        await Task.WhenAny(_port.Task, ended).WaitAsync(Patience);
        return _port.Task.IsCompleted
            ? await _port.Task
            : throw new InvalidOperationException($"It ended with {_process.ExitCode} before it was ready: {Output}");
    }

    public async Task<SqlConnection> OpenAsync(string extra = "Encrypt=Mandatory;TrustServerCertificate=true")
    {
        var connection = new SqlConnection($"Server=127.0.0.1,{await ReadyAsync()};User ID=sa;Password={Password};Pooling=false;Connect Timeout=30;{extra}");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await EndedAsync();
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await EndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line is not null && ReadyLine().Match(line) is { Success: true } ready)
        {
            _port.TrySetResult(int.Parse(ready.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        }
    }

    [GeneratedRegex(@"SQL Server is now ready for client connections.*on \[127[0-9.]+:(\d+)\]")]
    private static partial Regex ReadyLine();
}

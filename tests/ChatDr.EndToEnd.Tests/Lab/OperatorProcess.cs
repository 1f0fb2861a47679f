using System.Collections.Concurrent;
using System.Diagnostics;

namespace ChatDr.EndToEnd.Tests.Lab;

/// <summary>The operator as users run it, in a process of its own that can be killed without warning.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private readonly string _kubeconfig = Path.Combine(Path.GetTempPath(), $"chatdr-{Guid.NewGuid():N}.kubeconfig");
    private readonly ConcurrentQueue<string> _output = [];
    private Process? _process;

    /// <summary>Starts one for the cluster of <paramref name="kubeconfig"/>.</summary>
    public OperatorProcess(string kubeconfig)
    {
        File.WriteAllText(_kubeconfig, kubeconfig);
        Start();
    }

    /// <summary>What all its lives have written, the end of it.</summary>
    public string Output => string.Join('\n', _output.TakeLast(80));

    /// <summary>Starts it after it was killed.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "ChatDr.Operator.dll"), "--kubeconfig", _kubeconfig,
            "--health-port", "0", "--health-address", "127.0.0.1",
        ])
        {
            start.ArgumentList.Add(argument);
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    /// <summary>Kills it: SIGKILL, no last words.</summary>
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        File.Delete(_kubeconfig);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _output.Enqueue(text);
        }
    }
}

using System.Diagnostics;
using ChatDr.Lab.ApiServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Lab.Tests.ApiServer;

/// <summary>The real kubectl against a server of its own, with its own cache folder.</summary>
internal sealed class Kubectl : IAsyncDisposable
{
    private readonly LabApiServer _server;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("chatdr-kubectl-");

    private Kubectl(LabApiServer server)
    {
        _server = server;
        File.WriteAllText(ConfigFile, server.Kubeconfig);
    }

    /// <summary>Where kubectl is, or null.</summary>
    internal static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .Select(folder => System.IO.Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);

    private string ConfigFile => System.IO.Path.Combine(_home.FullName, "kubeconfig");

    internal static async Task<Kubectl> StartAsync() =>
        new(await LabApiServer.StartAsync(new LabApiServerOptions(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None));

    /// <summary>Runs kubectl and returns all that it said, output before errors; at most 30 s.</summary>
    internal async Task<(int ExitCode, string Said)> RunAsync(string input, params string[] arguments)
    {
        ProcessStartInfo start = new(Path!, ["--kubeconfig", ConfigFile, "--cache-dir", System.IO.Path.Combine(_home.FullName, "cache"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _home.Delete(recursive: true);
    }
}

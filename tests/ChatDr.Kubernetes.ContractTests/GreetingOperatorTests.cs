using System.Collections.Concurrent;
using System.Diagnostics;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;
using ChatDr.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>The operator that docs/runtime.md shows, run as its readers would run it: a process with a kubeconfig.</summary>
public sealed class GreetingOperatorTests(LabServer server) : IClassFixture<LabServer>
{
    private static readonly string Sample = Path.Combine(RepositoryRoot.Folder.FullName, "samples", "GreetingOperator");

    [Theory]
    [InlineData("Program.cs", "csharp")]
    [InlineData("greetings.yaml", "yaml")]
    public void Documentation_ShowsTheVeryFilesThatAreRun(string file, string language)
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Folder.FullName, "docs", "runtime.md"));

        page.ShouldContain($"```{language}\n{File.ReadAllText(Path.Combine(Sample, file))}```");
    }

    [Fact]
    public void Program_FitsAPage() => File.ReadAllLines(Path.Combine(Sample, "Program.cs")).Length.ShouldBeLessThanOrEqualTo(60);

    [Fact]
    public async Task Operator_RunAsAProcess_Greets_Leads_SaysFarewell_AndStopsWhenTold()
    {
        using var client = new KubernetesClient(server.Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        await client.ApplyAsync(
            KubernetesYaml.Deserialize<V1CustomResourceDefinition>(await File.ReadAllTextAsync(Path.Combine(Sample, "greetings.yaml"))),
            "test", force: true, default);
        await using var first = new OperatorProcess(server.Kubeconfig);
        await EventuallyAsync("the operator leads", first, async () => (await LeaseAsync(client))?.HolderIdentity is { Length: > 0 });
        await client.CreateAsync(new Greeting { Metadata = new() { Namespace = "default", Name = "world" }, Spec = new("world") }, default);
        await EventuallyAsync("the world is greeted", first, async () => await TextAsync(client) == "Hello, world!");

        await client.DeleteAsync<Greeting>(new("default", "world"), new DeleteOptions(), default);

        await EventuallyAsync("the greeting is gone", first, async () => await client.GetAsync<Greeting>(new("default", "world"), default) is null);
        await EventuallyAsync("the farewell is told", first, async () =>
            (await client.ListAsync<Eventsv1Event>("default", new ListOptions(), default)).Items.Any(item => item is { Reason: "Farewell", Note: "Goodbye, world." }));

        await first.SignalAsync("-TERM");

        (await first.ExitCodeAsync()).ShouldBe(0, first.Output);
        (await LeaseAsync(client))!.HolderIdentity.ShouldBeNullOrEmpty("whoever comes next would wait it out");
    }

    /// <summary>A process that is stopped for longer than its lease comes back believing that it leads; it must find out before it acts, and end.</summary>
    [Fact]
    public async Task Leader_StoppedForLongerThanItsLease_EndsWhenItGoesOn()
    {
        var lab = new LabServer();
        await lab.InitializeAsync();
        try
        {
            using var client = new KubernetesClient(lab.Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
            await client.ApplyAsync(
                KubernetesYaml.Deserialize<V1CustomResourceDefinition>(await File.ReadAllTextAsync(Path.Combine(Sample, "greetings.yaml"))),
                "test", force: true, default);
            await using var first = new OperatorProcess(lab.Kubeconfig);
            await EventuallyAsync("the first leads", first, async () => (await LeaseAsync(client))?.HolderIdentity is { Length: > 0 });
            var holder = (await LeaseAsync(client))!.HolderIdentity;
            await using var second = new OperatorProcess(lab.Kubeconfig);
            await first.SignalAsync("-STOP");
            await EventuallyAsync("the second leads", second, async () => (await LeaseAsync(client))?.HolderIdentity is { Length: > 0 } now && now != holder);

            await first.SignalAsync("-CONT");

            (await first.ExitCodeAsync()).ShouldNotBe(0, first.Output);
            (await LeaseAsync(client))!.HolderIdentity.ShouldNotBe(holder);
        }
        finally
        {
            await lab.DisposeAsync();
        }
    }

    private static async Task<V1LeaseSpec?> LeaseAsync(KubernetesClient client) =>
        (await client.GetAsync<V1Lease>(new("default", "greeting-operator"), default))?.Spec;

    private static async Task<string?> TextAsync(KubernetesClient client) =>
        (await client.GetAsync<V1ConfigMap>(new("default", "world"), default))?.Data?["text"];

    private static async Task EventuallyAsync(string what, OperatorProcess process, Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException($"Waited for: {what}. The operator wrote:\n{process.Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private sealed class OperatorProcess : IAsyncDisposable
    {
        private readonly string _kubeconfig = Path.GetTempFileName();
        private readonly ConcurrentQueue<string> _output = [];
        private readonly Process _process;

        public OperatorProcess(string kubeconfig)
        {
            File.WriteAllText(_kubeconfig, kubeconfig);
            var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "GreetingOperator.dll"), "--urls", "http://127.0.0.1:0"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["KUBECONFIG"] = _kubeconfig },
            };
            _process = new Process { StartInfo = start };
            _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
            _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public string Output => string.Join('\n', _output.TakeLast(60));

        public async Task SignalAsync(string signal)
        {
            using var kill = Process.Start("kill", [signal, $"{_process.Id}"]);
            await kill.WaitForExitAsync();
        }

        public async Task<int> ExitCodeAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }

            _process.Dispose();
            File.Delete(_kubeconfig);
        }
    }
}

using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Lab.Cli;
using ChatDr.Lab.Demo;
using ChatDr.Lab.Node;
using ChatDr.Operator.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Benchmarks.Scenarios;

/// <summary>
/// The sample pool in a lab, once with log backups going on and once between two of them: then there is nothing to tell, and nothing should be written.
/// </summary>
internal static class SteadyScenario
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    public static async Task RunAsync()
    {
        var options = new LabClusterOptions
        {
            Images = [new SimulatorImage(), new ChatServerImage()],
            StartOperator = async (config, starting) => await OperatorHost.StartAsync(
                new OperatorHostOptions { Config = config, HealthPort = null }, TimeProvider.System, NullLoggerFactory.Instance, starting),
        };
        await using var lab = await LabCluster.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await new Manifests(lab.Client).ApplyAsync(EmbeddedFiles.SamplePool(), DemoPool.Namespace, CancellationToken.None);
        StretchedChatPool? pool = null;
        while (!DemoPool.Is(pool?.Status?.Conditions, "Ready") || !DemoPool.Is(pool?.Status?.Conditions, "LogShippingHealthy"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
            pool = await lab.Client.GetAsync<StretchedChatPool>(DemoPool.Name, CancellationToken.None);
        }

        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None);
        await WatchAsync(lab, $"pool ready, log backup each {pool!.Spec.LogShipping.BackupInterval}");

        await lab.Client.ModifyAsync<StretchedChatPool>(
            DemoPool.Name,
            _ => new() { ["spec"] = new JsonObject { ["logShipping"] = new JsonObject { ["backupInterval"] = "1h" } } },
            TimeProvider.System, CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, CancellationToken.None);
        await WatchAsync(lab, "pool ready, between two log backups");
    }

    private static async Task WatchAsync(LabCluster lab, string what)
    {
        var before = lab.Server.Accesses;
        await Task.Delay(Watched, TimeProvider.System, CancellationToken.None);
        var told = lab.Server.Accesses
            .Where(access => access.Key.UserAgent.StartsWith("chatdr-operator/", StringComparison.Ordinal) && access.Key.Verb != "watch")
            .Select(access => (access.Key, Times: access.Value - before.GetValueOrDefault(access.Key)))
            .Where(row => row.Times > 0)
            .OrderBy(row => row.Key.Resource, StringComparer.Ordinal)
            .ToList();
        foreach (var (access, times) in told)
        {
            Figures.Add($"{what}: {access.Verb} {access.Resource} in {Watched.TotalSeconds:0} s", $"{times:N0}");
        }

        Figures.Add($"{what}: writes in {Watched.TotalSeconds:0} s", $"{told.Where(row => row.Key.Verb is not ("get" or "list")).Sum(row => row.Times):N0}");
    }
}

using System.Globalization;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Benchmarks.Scenarios;

/// <summary>Server-side apply over TLS and HTTP/2.</summary>
internal static class ApplyScenario
{
    private const int Each = 2000;

    public static Task RunAsync() => Servers.EachAsync(MeasureAsync);

    private static async Task MeasureAsync(string server, KubernetesConfig config)
    {
        using var client = new KubernetesClient(config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        await ApplyAsync(client, 0, 200);
        foreach (var writers in (int[])[1, 8])
        {
            var started = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(1, writers).Select(writer => ApplyAsync(client, writer, Each / writers)));
            var took = TimeProvider.System.GetElapsedTime(started);
            Figures.Add($"{server}: apply by {writers} at once", $"{Each / took.TotalSeconds:N0} per second");
            Figures.Add("  a round trip", $"{took.TotalMilliseconds * writers / Each:N2} ms");
        }
    }

    private static async Task ApplyAsync(KubernetesClient client, int writer, int count)
    {
        for (var number = 0; number < count; number++)
        {
            var map = new V1ConfigMap
            {
                Metadata = new() { Namespace = "default", Name = $"w{writer}-{number % 10}" },
                Data = new Dictionary<string, string> { ["number"] = number.ToString(CultureInfo.InvariantCulture) },
            };
            await client.ApplyAsync(map, "bench", force: true, CancellationToken.None);
        }
    }
}

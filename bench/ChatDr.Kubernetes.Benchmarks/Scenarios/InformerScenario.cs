using System.Globalization;
using System.Net;
using System.Text;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Benchmarks.Scenarios;

/// <summary>
/// Against a server that answers from memory as fast as it can, so that the informer is what is measured; and how long whole servers take to fill one.
/// </summary>
internal static class InformerScenario
{
    private const int Objects = 10_000;
    private const int Changes = 200_000;

    public static async Task RunAsync()
    {
        var (list, changes) = (List(), ChangesOfAll());
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ServeAsync(list, changes, go.Task);
        var before = Held();

        var started = TimeProvider.System.GetTimestamp();
        using var host = await OperatorAsync(new KubernetesConfig { Server = new Uri(server.Urls.First()) });
        var cache = host.Services.GetRequiredService<IEntityCache<V1ConfigMap>>();
        await Figures.UntilAsync(() => cache.List(null).Count == Objects);
        var synced = TimeProvider.System.GetElapsedTime(started);
        var bytes = Held() - before;
        Figures.Add($"{Objects:N0} objects of {list.Length / Objects} bytes: until the cache is filled", $"{synced.TotalMilliseconds:N0} ms");
        Figures.Add("memory for each object", $"{bytes / Objects:N0} bytes");

        var last = (Objects + Changes).ToString(CultureInfo.InvariantCulture);
        started = TimeProvider.System.GetTimestamp();
        go.SetResult();
        var name = new NamespacedName("default", $"m{Changes % Objects}");
        await Figures.UntilAsync(() => cache.Get(name)?.Metadata.ResourceVersion == last);
        Figures.Add("changes followed", $"{Changes / TimeProvider.System.GetElapsedTime(started).TotalSeconds:N0} per second");
        await host.StopAsync();
        await Servers.EachAsync(SyncAsync);
    }

    /// <summary>The same from a server that reads them from its storage.</summary>
    private static async Task SyncAsync(string server, KubernetesConfig config)
    {
        const int Writers = 8;
        using var client = new KubernetesClient(config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var number = writer; number < Objects; number += Writers)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"m{number}");
                var map = new V1ConfigMap
                {
                    Metadata = new() { Namespace = "default", Name = name, Labels = new Dictionary<string, string> { ["app"] = "bench" } },
                    Data = new Dictionary<string, string> { ["text"] = new('x', 200) },
                };
                await client.CreateAsync(map, CancellationToken.None);
            }
        }));

        var started = TimeProvider.System.GetTimestamp();
        using var host = await OperatorAsync(config);
        var cache = host.Services.GetRequiredService<IEntityCache<V1ConfigMap>>();
        await Figures.UntilAsync(() => cache.List(null).Count >= Objects);
        Figures.Add($"{server}: {Objects:N0} objects: until the cache is filled", $"{TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:N0} ms");
        await host.StopAsync();
    }

    private static long Held()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static byte[] List() => Encoding.UTF8.GetBytes(
        $$"""{"apiVersion":"v1","kind":"ConfigMapList","metadata":{"resourceVersion":"{{Objects}}"},"items":[{{string.Join(',', Enumerable.Range(0, Objects).Select(number => Map(number, number)))}}]}""");

    private static byte[] ChangesOfAll() => Encoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(1, Changes).Select(number => $$"""{"type":"MODIFIED","object":{{Map(number % Objects, Objects + number)}}}""" + "\n")));

    private static string Map(int number, int revision) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"default","name":"m{{{number}}}","uid":"00000000-0000-0000-0000-{{{number:D12}}}","resourceVersion":"{{{revision}}}","labels":{"app":"bench","number":"{{{number}}}"}},"data":{"text":"{{{new string('x', 200)}}}"} }""";

    private static async Task<IHost> OperatorAsync(KubernetesConfig config)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddKubernetesOperator(options => options.Config = config).AddCache<V1ConfigMap>();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<WebApplication> ServeAsync(byte[] list, byte[] changes, Task go)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(async context =>
        {
            context.Response.ContentType = "application/json";
            if (!context.Request.Query.ContainsKey("watch"))
            {
                await context.Response.Body.WriteAsync(list);
                return;
            }

            await context.Response.StartAsync();
            await context.Response.Body.FlushAsync();
            await go.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(changes, context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await server.StartAsync();
        return server;
    }
}

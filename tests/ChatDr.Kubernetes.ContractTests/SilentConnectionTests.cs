using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>A half-open connection, in real time and with the client's own settings, as a pod has them.</summary>
public sealed class SilentConnectionTests(LabServer server) : IClassFixture<LabServer>
{
    [Fact]
    public async Task Watch_OverAConnectionThatSwallowsEverything_IsTakenUpAgainWithinAMinute()
    {
        await using var proxy = new FaultyProxy(server.Config.Server.Port);
        using var client = new KubernetesClient(server.Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddKubernetesOperator(options => options.Config = server.Config with { Server = new UriBuilder(server.Config.Server) { Port = proxy.Port }.Uri })
            .AddCache<V1ConfigMap>();
        using var host = builder.Build();
        await host.StartAsync();
        var cache = host.Services.GetRequiredService<IEntityCache<V1ConfigMap>>();
        await CreateAsync(client, "before");
        await SeesAsync(cache, "before", TimeSpan.FromSeconds(30));

        proxy.Strand();
        await CreateAsync(client, "after");

        await SeesAsync(cache, "after", TimeSpan.FromSeconds(60));
        await host.StopAsync();
    }

    private static Task<V1ConfigMap> CreateAsync(KubernetesClient client, string name) =>
        client.CreateAsync(new V1ConfigMap { Metadata = new() { Namespace = "default", Name = name } }, CancellationToken.None);

    private static async Task SeesAsync(IEntityCache<V1ConfigMap> cache, string name, TimeSpan limit)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (cache.Get(new("default", name)) is null)
        {
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(limit, $"'{name}' is not seen");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }
}

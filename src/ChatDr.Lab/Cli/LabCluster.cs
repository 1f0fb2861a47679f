using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Lab.ApiServer;
using ChatDr.Lab.Faults;
using ChatDr.Lab.Node;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Cli;

/// <summary>A whole lab: API server, node, faults, and the operator unless it runs elsewhere. Its folder goes with it.</summary>
internal sealed class LabCluster : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();

    private LabCluster()
    {
    }

    /// <summary>How to reach the API server.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>A client with the administrator's credentials.</summary>
    public required IKubernetesClient Client { get; init; }

    /// <summary>Where the pods run.</summary>
    public required LabNode Node { get; init; }

    /// <summary>The disasters.</summary>
    public required LabFaults Faults { get; init; }

    /// <summary>The API server.</summary>
    public required LabApiServer Server { get; init; }

    /// <summary>The disasters over HTTP.</summary>
    public required FaultServer FaultServer { get; init; }

    /// <summary>Starts a lab and installs the custom resource definitions.</summary>
    public static async Task<LabCluster> StartAsync(LabClusterOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var parts = new Stack<IAsyncDisposable>();
        try
        {
            var root = new TemporaryFolder();
            parts.Push(root);
            var server = await LabApiServer.StartAsync(new LabApiServerOptions { Port = options.Port }, time, logs, cancellationToken);
            parts.Push(server);
            var config = KubernetesConfig.FromKubeconfig(server.Kubeconfig);
            var client = new KubernetesClient(config, time, logs.CreateLogger<KubernetesClient>());
            parts.Push(new Disposal(client));
            await InstallAsync(client, cancellationToken);

            var node = await LabNode.StartAsync(
                new LabNodeOptions { Config = config, Root = root.Path, Images = options.Images }, time, logs, cancellationToken);
            parts.Push(node);
            server.PodLogs = (query, stop) => node.Log(new(query.Namespace, query.Pod), query.Previous)?.ReadAsync(query, stop);
            var faults = new LabFaults(client, node);
            var faultServer = await FaultServer.StartAsync(faults, server, logs, cancellationToken);
            parts.Push(faultServer);
            if (options.StartOperator is { } startOperator)
            {
                parts.Push(await startOperator(config, cancellationToken));
            }

            var cluster = new LabCluster
            {
                Server = server,
                Kubeconfig = server.Kubeconfig,
                Client = client,
                Node = node,
                Faults = faults,
                FaultServer = faultServer,
            };
            foreach (var part in parts.Reverse())
            {
                cluster._parts.Push(part);
            }

            return cluster;
        }
        catch (Exception)
        {
            await DisposeAllAsync(parts);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DisposeAllAsync(_parts);

    private static async Task InstallAsync(IKubernetesClient client, CancellationToken cancellationToken)
    {
        var manifests = new Manifests(client);
        foreach (var definition in EmbeddedFiles.Definitions())
        {
            await manifests.ApplyAsync(definition, "", cancellationToken);
        }
    }

    private static async ValueTask DisposeAllAsync(Stack<IAsyncDisposable> parts)
    {
        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private sealed class Disposal(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

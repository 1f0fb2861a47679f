using ChatDr.Kubernetes.Config;
using ChatDr.Lab.ApiServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>The lab's API server.</summary>
public sealed class LabServer : IApiServerFixture, IAsyncLifetime
{
    private LabApiServer? _server;

    /// <inheritdoc/>
    public KubernetesConfig Config => KubernetesConfig.FromKubeconfig(Kubeconfig);

    /// <summary>As a file would hold it.</summary>
    public string Kubeconfig => ApiServer.Kubeconfig;

    /// <summary>The server itself.</summary>
    public LabApiServer ApiServer => _server ?? throw new InvalidOperationException("The lab's API server does not run.");

    /// <inheritdoc/>
    public async Task InitializeAsync() =>
        _server = await LabApiServer.StartAsync(new LabApiServerOptions(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.DisposeAsync();
        }
    }
}

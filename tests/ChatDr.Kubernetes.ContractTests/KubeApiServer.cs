using ChatDr.Kubernetes.Config;
using ChatDr.Tests.Shared;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>
/// A real kube-apiserver, from the folder that <c>KUBEBUILDER_ASSETS</c> names. Nothing runs when the variable is not set: then every fact of the class is
/// skipped.
/// </summary>
public sealed class KubeApiServer : IApiServerFixture, IAsyncLifetime
{
    private KubeApiServerProcess? _process;

    /// <inheritdoc/>
    public KubernetesConfig Config => _process?.Config ?? throw new InvalidOperationException("No kube-apiserver runs.");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } assets)
        {
            _process = await KubeApiServerProcess.StartAsync(assets);
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}

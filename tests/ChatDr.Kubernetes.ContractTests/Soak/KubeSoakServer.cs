using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>A real kube-apiserver. It cannot be told to fail, but it can be killed; its watch cache is empty afterwards, so that it has forgotten revisions, too.</summary>
internal sealed class KubeSoakServer : ISoakServer
{
    private readonly KubeApiServer _server = new();

    private KubeSoakServer()
    {
    }

    public KubernetesConfig Config => _server.Config;

    public IReadOnlyDictionary<string, Func<Task>> Troubles { get; } = new Dictionary<string, Func<Task>>();

    public static async Task<KubeSoakServer> StartAsync()
    {
        var server = new KubeSoakServer();
        await server._server.InitializeAsync();
        return server;
    }

    public Task ForgetAsync() => _server.RestartAsync();

    public void Behave()
    {
        // What it suffers from, it suffers from the network.
    }

    public void Settle()
    {
        // It is a process of its own.
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();
}

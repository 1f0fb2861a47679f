using ChatDr.Kubernetes.Config;
using ChatDr.Tests.Shared;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>
/// A real kube-apiserver. It cannot be told to fail, but it can be killed; its watch cache is empty afterwards, so that it has forgotten revisions, too.
/// </summary>
internal sealed class KubeSoakServer(KubeApiServerProcess server) : ISoakServer
{
    public KubernetesConfig Config => server.Config;

    public IReadOnlyDictionary<string, Func<Task>> Troubles { get; } = new Dictionary<string, Func<Task>>();

    public Task ForgetAsync() => server.RestartAsync();

    public void Behave()
    {
        // What it suffers from, it suffers from the network.
    }

    public void Settle()
    {
        // It is a process of its own.
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}

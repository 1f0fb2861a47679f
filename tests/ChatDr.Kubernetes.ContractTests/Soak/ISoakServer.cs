using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>A server that can be made to misbehave, by itself; what the network does to it is the proxies' part.</summary>
internal interface ISoakServer : IAsyncDisposable
{
    /// <summary>How an administrator reaches it, restarted or not.</summary>
    KubernetesConfig Config { get; }

    /// <summary>What it can do wrong, by name. <see cref="Behave"/> ends what lasts.</summary>
    IReadOnlyDictionary<string, Func<Task>> Troubles { get; }

    /// <summary>Breaks all watches off and answers their revisions 410 afterwards.</summary>
    Task ForgetAsync();

    /// <summary>Ends all that was done wrong.</summary>
    void Behave();

    /// <summary>Lets go of what it need not remember, where that is memory of this process.</summary>
    void Settle();
}

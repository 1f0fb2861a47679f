using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>An operator on its own way to the server, with two informers: all ConfigMaps, and the Secrets that a selector picks.</summary>
internal sealed class SoakOperator : IAsyncDisposable
{
    /// <summary>The Lease that replicas share.</summary>
    public static readonly NamespacedName Lease = new("default", "soak");

    /// <summary>Which Secrets there are for it.</summary>
    public const string Selector = "soak=yes";

    /// <summary>So many that a good share of the changes comes while its key is worked on.</summary>
    private const int Workers = 256;

    private readonly IHost _host;
    private readonly Task _running;

    private SoakOperator(IHost host, FaultyProxy proxy)
    {
        (_host, Proxy) = (host, proxy);
        (Maps, Secrets) = (host.Services.GetRequiredService<IEntityCache<V1ConfigMap>>(), host.Services.GetRequiredService<IEntityCache<V1Secret>>());
        _running = host.RunAsync();
    }

    /// <summary>Its way to the server.</summary>
    public FaultyProxy Proxy { get; }

    /// <summary>One of its caches.</summary>
    public IEntityCache<V1ConfigMap> Maps { get; }

    /// <summary>The other.</summary>
    public IEntityCache<V1Secret> Secrets { get; }

    /// <summary>Whether it has ended by itself, because it lost its lease.</summary>
    public bool HasEnded => _running.IsCompleted;

    /// <summary>Starts one; with an <paramref name="identity"/> it works only while it leads.</summary>
    public static SoakOperator Start(KubernetesConfig server, SoakLedger ledger, string? identity)
    {
        var proxy = new FaultyProxy(server.Server.Port);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(ledger).AddSingleton<TimeProvider>(new HastyTime());
        builder.Services
            .AddKubernetesOperator(options =>
            {
                options.Config = server with { Server = new UriBuilder(server.Server) { Port = proxy.Port }.Uri };
                options.Namespace = "default";
                options.CacheSyncTimeout *= HastyTime.Factor;
                options.LeaderElection = identity is null ? null : Election(identity);
            })
            .AddController<SoakReconciler<V1ConfigMap>, V1ConfigMap>(controller => controller.With(new ControllerOptions { Workers = Workers }))
            .AddController<SoakReconciler<V1Secret>, V1Secret>(controller => controller.With(new ControllerOptions { Workers = Workers }))
            .AddCache<V1Secret>(secrets => secrets.LabelSelector = Selector);
        return new SoakOperator(builder.Build(), proxy);
    }

    /// <summary>Stops it in order, if it has not ended by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        Proxy.Thaw();
        if (!HasEnded)
        {
            await _host.StopAsync();
        }

        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Proxy.DisposeAsync();
    }

    private static LeaderElectionOptions Election(string identity) => new()
    {
        Namespace = Lease.Namespace,
        LeaseName = Lease.Name,
        Identity = identity,
        LeaseDuration = TimeSpan.FromSeconds(5) * HastyTime.Factor,
        RenewDeadline = TimeSpan.FromSeconds(3) * HastyTime.Factor,
        RetryPeriod = TimeSpan.FromSeconds(0.5) * HastyTime.Factor,
    };
}

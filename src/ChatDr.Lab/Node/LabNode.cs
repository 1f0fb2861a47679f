using System.Net;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Lab.Network;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Node;

/// <summary>Kubelet, kube-proxy and the built-in controllers of a lab, in this process, as clients of its API server.</summary>
internal sealed class LabNode : IAsyncDisposable
{
    private const int PodWorkers = 32;
    private readonly IHost _host;
    private readonly LabNodeOptions _options;

    private LabNode(IHost host, LabNodeOptions options)
    {
        _host = host;
        _options = options;
    }

    /// <summary>Which sites are lost.</summary>
    public SiteOutages Outages => _host.Services.GetRequiredService<SiteOutages>();

    /// <summary>The node objects.</summary>
    public ZoneNodes Nodes => _host.Services.GetRequiredService<ZoneNodes>();

    /// <summary>The node's own client.</summary>
    public IKubernetesClient Client => _host.Services.GetRequiredService<IKubernetesClient>();

    /// <summary>The pods as the node sees them.</summary>
    public IEntityCache<V1Pod> Pods => _host.Services.GetRequiredService<IEntityCache<V1Pod>>();

    /// <summary>Starts the node.</summary>
    public static async Task<LabNode> StartAsync(LabNodeOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var services = builder.Services;
        services.AddSingleton(logs);
        services.AddSingleton(time);
        services.AddSingleton(new LabFolders(options.Root));
        services.AddSingleton(_ => LoopbackNetwork.ForPods());
        services.AddSingleton(_ => new HttpClient());
        services.AddSingleton<ReadinessProbe>().AddSingleton<PodVolumes>().AddSingleton<ZoneNodes>().AddSingleton<SiteOutages>().AddSingleton<ClusterNames>();
        foreach (var image in options.Images)
        {
            services.AddSingleton(image);
        }

        AddControllers(services.AddKubernetesOperator(runtime =>
        {
            runtime.Name = "chatdr-lab-node";
            runtime.Config = options.Config;
            runtime.DrainTimeout = options.ShutdownGrace;
        }));
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new LabNode(host, options);
    }

    /// <summary>Kills the containers of all pods that <paramref name="hit"/> says, at one moment.</summary>
    public void CrashAll(Func<V1Pod, bool> hit) => _host.Services.GetRequiredService<PodReconciler>().CrashAll(hit);

    /// <summary>Where a Service's port answers on this machine; null while it does not.</summary>
    public IPEndPoint? AddressOf(NamespacedName service, int port) => _host.Services.GetRequiredService<ServiceReconciler>().AddressOf(service, port);

    /// <summary>The folder behind a claim.</summary>
    public string ClaimFolder(NamespacedName claim) => _host.Services.GetRequiredService<LabFolders>().Claim(claim);

    /// <summary>A pod's log; null when the node does not run it.</summary>
    public PodLog? Log(NamespacedName pod, bool previous = false) => _host.Services.GetRequiredService<PodReconciler>().Log(pod, previous);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.Services.GetRequiredService<ServiceReconciler>().StopAllAsync();
        await _host.Services.GetRequiredService<PodReconciler>().StopAllAsync(_options.ShutdownGrace);
        _host.Dispose();
    }

    private static void AddControllers(OperatorBuilder builder) => builder
        .AddController<PodReconciler, V1Pod>(pods => pods
            .With(new ControllerOptions { Name = "kubelet", Workers = PodWorkers })
            .Watches<V1ConfigMap>((services, map) => UsersOf(services, map, volume => volume.ConfigMap?.Name))
            .Watches<V1Secret>((services, secret) => UsersOf(services, secret, volume => volume.Secret?.SecretName))
            .Watches<V1PersistentVolumeClaim>((services, claim) => UsersOf(services, claim, volume => volume.PersistentVolumeClaim?.ClaimName)))
        .AddController<StatefulSetReconciler, V1StatefulSet>(sets => sets.Owns<V1Pod>())
        .AddController<DeploymentReconciler, V1Deployment>(deployments => deployments.Owns<V1Pod>())
        .AddController<ClaimReconciler, V1PersistentVolumeClaim>()
        .AddController<ServiceReconciler, V1Service>(proxies => proxies.Watches<V1Pod>(SelectedBy));

    private static IEnumerable<NamespacedName> UsersOf(IServiceProvider services, IKubernetesObject used, Func<V1Volume, string?> name) =>
        services.GetRequiredService<IEntityCache<V1Pod>>().List(used.Metadata.Namespace)
            .Where(pod => (pod.Spec?.Volumes ?? []).Any(volume => name(volume) == used.Metadata.Name))
            .Select(pod => NamespacedName.Of(pod));

    private static IEnumerable<NamespacedName> SelectedBy(IServiceProvider services, V1Pod pod) =>
        services.GetRequiredService<IEntityCache<V1Service>>().List(pod.Metadata.Namespace)
            .Where(service => service.Spec?.Selector.Selects(pod.Metadata) == true)
            .Select(service => NamespacedName.Of(service));
}

using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Events;
using ChatDr.Kubernetes.LeaderElection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>Makes a host an operator.</summary>
public static class OperatorServiceCollectionExtensions
{
    private const string Unguarded = "unguarded";

    /// <summary>Adds client, caches, events, leader election and the service that runs them. Controllers are added to the builder that is returned.</summary>
    public static OperatorBuilder AddKubernetesOperator(this IServiceCollection services, Action<OperatorOptions>? configure = null)
    {
        var options = new OperatorOptions();
        configure?.Invoke(options);
        options.LeaderElection?.Validate();
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Leadership(provider.GetService<LeaderElector>()));
        var plain = new KubernetesClientOptions { UserAgent = $"{options.Name}/{typeof(OperatorOptions).Assembly.GetName().Version?.ToString(3)}" };
        services.AddSingleton(provider => plain with { BeforeWrite = provider.GetRequiredService<Leadership>().ThrowIfLost });
        services.AddSingleton<IKubernetesClient>(provider => Client(provider, provider.GetRequiredService<KubernetesClientOptions>()));

        // The lease is written by who does not lead yet, and events tell of what was done by who no longer does; over connections of their own, so that nothing
        // holds up a renewal.
        services.AddKeyedSingleton<IKubernetesClient>(Unguarded, (provider, _) => Client(provider, plain));
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<EventPublisher>(provider, provider.GetRequiredKeyedService<IKubernetesClient>(Unguarded)));
        services.TryAddSingleton<StatusWriter>();
        services.AddSingleton<IEventPublisher>(provider => provider.GetRequiredService<EventPublisher>());
        if (options.LeaderElection is { } election)
        {
            services.AddSingleton(provider => new LeaderElector(
                provider.GetRequiredKeyedService<IKubernetesClient>(Unguarded),
                election,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<LeaderElector>>()));
        }

        services.AddSingleton<OperatorService>();
        services.AddHostedService(provider => provider.GetRequiredService<OperatorService>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = OperatorService.LongestStop(options));
        services.AddHealthChecks()
            .AddCheck<LivenessCheck>("operator-live", tags: [OperatorHealth.LiveTag])
            .AddCheck<ReadinessCheck>("operator-ready", tags: [OperatorHealth.ReadyTag]);
        return new OperatorBuilder(services);
    }

    private static KubernetesClient Client(IServiceProvider services, KubernetesClientOptions options) => new(
        services.GetRequiredService<OperatorOptions>().Config ?? KubernetesConfig.Load(null),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<KubernetesClient>>(),
        options);
}

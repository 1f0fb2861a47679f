using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Clusters;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>Adds controllers and caches to an operator.</summary>
public sealed class OperatorBuilder
{
    internal OperatorBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services that the operator is made of.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Adds a controller: <typeparamref name="TReconciler"/> is called for every <typeparamref name="TEntity"/>, and for what <paramref name="configure"/>
    /// says besides. Caches of all kinds named become available as <see cref="IEntityCache{T}"/>.
    /// </summary>
    public OperatorBuilder AddController<TReconciler, TEntity>(Action<ControllerBuilder<TEntity>>? configure = null)
        where TReconciler : class, IReconciler<TEntity>
        where TEntity : class, IKubernetesObject
    {
        var controller = new ControllerBuilder<TEntity>(this);
        configure?.Invoke(controller);
        Services.TryAddSingleton<TReconciler>();
        Services.AddSingleton<IController>(services =>
        {
            var made = new Controller<TEntity>(
                controller.Wrap(services, services.GetRequiredService<TReconciler>()),
                controller.Options,
                services.GetRequiredService<IEntityCache<TEntity>>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<Controller<TEntity>>>());
            controller.Connect(services, made.Enqueue);
            return made;
        });
        return this;
    }

    /// <summary>
    /// Works in other clusters, too: those that kubeconfig Secrets lead to. They are had through <see cref="IClusterRegistry"/>; controllers are woken by what
    /// happens there with <see cref="ControllerBuilder{TEntity}.WatchesClusters{T}"/>.
    /// </summary>
    public OperatorBuilder AddClusters(Action<ClusterRegistryOptions> configure)
    {
        var options = new ClusterRegistryOptions();
        configure(options);
        options.Validate();
        Services.AddSingleton(services => new ClusterRegistry(
            services.GetRequiredService<IKubernetesClient>(),
            options,
            services.GetRequiredService<KubernetesClientOptions>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>()));
        Services.AddSingleton<IInformer>(services => services.GetRequiredService<ClusterRegistry>());
        Services.AddSingleton<IClusterRegistry>(services => services.GetRequiredService<ClusterRegistry>());
        return this;
    }

    /// <summary>
    /// Keeps a cache of a kind, which needs no controller, or says more of one that is kept already: what <paramref name="configure"/> says is added to what
    /// earlier calls said.
    /// </summary>
    public OperatorBuilder AddCache<T>(Action<CacheOptions<T>>? configure = null)
        where T : class, IKubernetesObject
    {
        if (Services.FirstOrDefault(service => service.ServiceType == typeof(CacheOptions<T>))?.ImplementationInstance is not CacheOptions<T> options)
        {
            options = new CacheOptions<T>();
            Services.AddSingleton(options);
            Services.AddSingleton(services => new Informer<T>(
                services.GetRequiredService<IKubernetesClient>(),
                services.GetRequiredService<OperatorOptions>().Namespace,
                options,
                services.GetRequiredService<TimeProvider>(),
                Random.Shared,
                services.GetRequiredService<ILogger<Informer<T>>>()));
            Services.AddSingleton<IInformer>(services => services.GetRequiredService<Informer<T>>());
            Services.AddSingleton<IEntityCache<T>>(services => services.GetRequiredService<Informer<T>>().Cache);
        }

        configure?.Invoke(options);
        return this;
    }

    /// <summary>
    /// Has <see cref="IEntityCache{T}.ByIndex"/> find objects by <paramref name="keys"/>: controller-runtime's <c>IndexField</c>, client-go's
    /// <c>AddIndexers</c>.
    /// </summary>
    /// <exception cref="ArgumentException">There is an index of that name.</exception>
    public OperatorBuilder AddIndex<T>(string name, Func<T, IEnumerable<string>> keys)
        where T : class, IKubernetesObject => AddCache<T>(cache => cache.Index(name, keys));
}

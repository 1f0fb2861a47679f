using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Clusters;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>Says what wakes a controller, besides the objects that it is responsible for, and how it runs.</summary>
/// <typeparam name="TEntity">The kind that it is responsible for.</typeparam>
public sealed class ControllerBuilder<TEntity>
    where TEntity : class, IKubernetesObject
{
    private readonly OperatorBuilder _operator;
    private readonly List<Action<IServiceProvider, Action<NamespacedName>>> _sources = [];

    internal ControllerBuilder(OperatorBuilder builder)
    {
        _operator = builder;
        Watches<TEntity>(entity => [NamespacedName.Of(entity)]);
    }

    internal ControllerOptions Options { get; private set; } = new();

    internal Func<IServiceProvider, IReconciler<TEntity>, IReconciler<TEntity>> Wrap { get; private set; } = (_, reconciler) => reconciler;

    /// <summary>A change of a <typeparamref name="T"/> wakes the <typeparamref name="TEntity"/> that is its controlling owner.</summary>
    public ControllerBuilder<TEntity> Owns<T>()
        where T : class, IKubernetesObject
    {
        var owner = KubernetesEntityAttribute.Of<TEntity>();
        return Watches<T>(child => OwnersOf(child, owner));
    }

    /// <summary>A change of a <typeparamref name="T"/> wakes the keys that <paramref name="map"/> says, for the object before and after the change. It must be quick.</summary>
    public ControllerBuilder<TEntity> Watches<T>(Func<T, IEnumerable<NamespacedName>> map)
        where T : class, IKubernetesObject =>
        Watches<T>((_, entity) => map(entity));

    /// <summary>As <see cref="Watches{T}(Func{T, IEnumerable{NamespacedName}})"/>, with services at hand, such as other caches.</summary>
    public ControllerBuilder<TEntity> Watches<T>(Func<IServiceProvider, T, IEnumerable<NamespacedName>> map)
        where T : class, IKubernetesObject
    {
        _operator.AddCache<T>();
        _sources.Add((services, enqueue) => services.GetRequiredService<Informer<T>>().Subscribe(change =>
        {
            foreach (var entity in (ReadOnlySpan<T?>)[change.Old, change.New])
            {
                foreach (var key in entity is null ? [] : map(services, entity))
                {
                    enqueue(key);
                }
            }
        }));
        return this;
    }

    /// <summary>A change of a <typeparamref name="T"/> in another cluster wakes the keys that <paramref name="map"/> says by the cluster's name and the object.</summary>
    public ControllerBuilder<TEntity> WatchesClusters<T>(Func<string, T, IEnumerable<NamespacedName>> map)
        where T : class, IKubernetesObject
    {
        _sources.Add((services, enqueue) => services.GetRequiredService<ClusterRegistry>().Subscribe<T>((cluster, change) =>
        {
            foreach (var entity in (ReadOnlySpan<T?>)[change.Old, change.New])
            {
                foreach (var key in entity is null ? [] : map(cluster, entity))
                {
                    enqueue(key);
                }
            }
        }));
        return this;
    }

    /// <summary>Another cluster that comes, changes, goes, or falls into trouble or out of it wakes the keys that <paramref name="map"/> says by its name.</summary>
    public ControllerBuilder<TEntity> WatchesClusters(Func<IServiceProvider, string, IEnumerable<NamespacedName>> map)
    {
        _sources.Add((services, enqueue) => services.GetRequiredService<ClusterRegistry>().Observe(cluster =>
        {
            foreach (var key in map(services, cluster))
            {
                enqueue(key);
            }
        }));
        return this;
    }

    /// <summary>
    /// Has <typeparamref name="TFinalizer"/> clean up before an object goes. Objects get the finalizer <paramref name="mark"/>, such as
    /// <c>example.org/cleanup</c>, before they are reconciled for the first time; while they are being deleted they are not reconciled any more.
    /// </summary>
    public ControllerBuilder<TEntity> Finalizes<TFinalizer>(string mark)
        where TFinalizer : class, IFinalizer<TEntity>
    {
        _operator.Services.TryAddSingleton<TFinalizer>();
        var inside = Wrap;
        Wrap = (services, reconciler) => new FinalizingReconciler<TEntity>(
            inside(services, reconciler),
            services.GetRequiredService<TFinalizer>(),
            mark,
            services.GetRequiredService<IKubernetesClient>(),
            services.GetRequiredService<IEntityCache<TEntity>>());
        return this;
    }

    /// <summary>Sets name, workers and time limit.</summary>
    public ControllerBuilder<TEntity> With(ControllerOptions options)
    {
        Options = options;
        return this;
    }

    internal void Connect(IServiceProvider services, Action<NamespacedName> enqueue)
    {
        foreach (var source in _sources)
        {
            source(services, enqueue);
        }
    }

    private static IEnumerable<NamespacedName> OwnersOf(IKubernetesObject child, KubernetesEntityAttribute owner) =>
        (child.Metadata.OwnerReferences ?? [])
            .Where(reference => reference.Controller == true && reference.Kind == owner.Kind && GroupOf(reference.ApiVersion) == owner.Group)
            .Select(reference => new NamespacedName(owner.Namespaced ? child.Metadata.Namespace ?? "" : "", reference.Name));

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/') is var slash and > 0 ? apiVersion[..slash] : "";
}

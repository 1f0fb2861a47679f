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
    private readonly List<(string Mark, Func<IServiceProvider, IFinalizer<TEntity>> Finalizer)> _finalizers = [];
    private ChangePredicate<TEntity>? _for;

    internal ControllerBuilder(OperatorBuilder builder)
    {
        _operator = builder;
        Watches<TEntity>(entity => [NamespacedName.Of(entity)], IsTold);
    }

    internal ControllerOptions Options { get; private set; } = new();

    /// <summary>
    /// Only changes of a <typeparamref name="TEntity"/> that <paramref name="predicate"/> passes wake the controller, such as
    /// <see cref="Predicates.GenerationChanged"/>. What finalizers need is told all the same: their own marks, and that deletion was asked for.
    /// </summary>
    public ControllerBuilder<TEntity> For(ChangePredicate<TEntity> predicate)
    {
        _for = predicate;
        return this;
    }

    /// <summary>
    /// A change of a <typeparamref name="T"/> that <paramref name="predicate"/> passes wakes the <typeparamref name="TEntity"/> that is its controlling owner.
    /// </summary>
    public ControllerBuilder<TEntity> Owns<T>(ChangePredicate<T>? predicate = null)
        where T : class, IKubernetesObject
    {
        var owner = KubernetesEntityAttribute.Of<TEntity>();
        return Watches(child => OwnersOf(child, owner), predicate);
    }

    /// <summary>
    /// A change of a <typeparamref name="T"/> that <paramref name="predicate"/> passes wakes the keys that <paramref name="map"/> says, for the object before
    /// and after the change. Both must be quick.
    /// </summary>
    public ControllerBuilder<TEntity> Watches<T>(Func<T, IEnumerable<NamespacedName>> map, ChangePredicate<T>? predicate = null)
        where T : class, IKubernetesObject =>
        Watches((_, entity) => map(entity), predicate);

    /// <summary>As <see cref="Watches{T}(Func{T, IEnumerable{NamespacedName}}, ChangePredicate{T})"/>, with services at hand, such as other caches.</summary>
    public ControllerBuilder<TEntity> Watches<T>(Func<IServiceProvider, T, IEnumerable<NamespacedName>> map, ChangePredicate<T>? predicate = null)
        where T : class, IKubernetesObject
    {
        _operator.AddCache<T>();
        _sources.Add((services, enqueue) => services.GetRequiredService<Informer<T>>().Subscribe(
            change => Wake(change, predicate, entity => map(services, entity), enqueue)));
        return this;
    }

    /// <summary>
    /// A change of a <typeparamref name="T"/> in another cluster, if <paramref name="predicate"/> passes it, wakes the keys that <paramref name="map"/> says by
    /// the cluster's name and the object.
    /// </summary>
    public ControllerBuilder<TEntity> WatchesClusters<T>(Func<string, T, IEnumerable<NamespacedName>> map, ChangePredicate<T>? predicate = null)
        where T : class, IKubernetesObject
    {
        _sources.Add((services, enqueue) => services.GetRequiredService<ClusterRegistry>().Subscribe<T>(
            (cluster, change) => Wake(change, predicate, entity => map(cluster, entity), enqueue)));
        return this;
    }

    /// <summary>
    /// Another cluster that comes, changes, goes, or falls into trouble or out of it wakes the keys that <paramref name="map"/> says by its name.
    /// </summary>
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
    /// Of several finalizers the one that was declared last cleans up first, and the others wait for it.
    /// </summary>
    public ControllerBuilder<TEntity> Finalizes<TFinalizer>(string mark)
        where TFinalizer : class, IFinalizer<TEntity>
    {
        _operator.Services.TryAddSingleton<TFinalizer>();
        _finalizers.Add((mark, services => services.GetRequiredService<TFinalizer>()));
        return this;
    }

    /// <summary>Sets name, workers and time limit.</summary>
    public ControllerBuilder<TEntity> With(ControllerOptions options)
    {
        Options = options;
        return this;
    }

    /// <summary><paramref name="reconciler"/> with the finalizers that were declared; without any it is called for what is being deleted, too.</summary>
    internal IReconciler<TEntity> Wrap(IServiceProvider services, IReconciler<TEntity> reconciler) => _finalizers.Count == 0
        ? reconciler
        : new FinalizingReconciler<TEntity>(
            reconciler,
            [.. _finalizers.Select(each => (each.Mark, each.Finalizer(services))).Reverse()],
            services.GetRequiredService<IKubernetesClient>(),
            services.GetRequiredService<IEntityCache<TEntity>>());

    internal void Connect(IServiceProvider services, Action<NamespacedName> enqueue)
    {
        foreach (var source in _sources)
        {
            source(services, enqueue);
        }
    }

    private static void Wake<T>(
        CacheChange<T> change, ChangePredicate<T>? predicate, Func<T, IEnumerable<NamespacedName>> map, Action<NamespacedName> enqueue)
        where T : class, IKubernetesObject
    {
        if (predicate?.Invoke(change.Old, change.New) == false)
        {
            return;
        }

        foreach (var entity in (ReadOnlySpan<T?>)[change.Old, change.New])
        {
            foreach (var key in entity is null ? [] : map(entity))
            {
                enqueue(key);
            }
        }
    }

    /// <summary>A mark that was put on or taken off changes no generation, and the controller goes on only when it sees that.</summary>
    private bool IsTold(TEntity? old, TEntity? current) =>
        _for?.Invoke(old, current) != false
        || (_finalizers.Count > 0 && Predicates.DeletionTimestampChanged(old, current))
        || _finalizers.Exists(each => IsMarked(old, each.Mark) != IsMarked(current, each.Mark));

    private static bool IsMarked(TEntity? entity, string mark) => entity?.Metadata.Finalizers?.Contains(mark) == true;

    private static IEnumerable<NamespacedName> OwnersOf(IKubernetesObject child, KubernetesEntityAttribute owner) =>
        child.ControllerReference() is { } reference && reference.Kind == owner.Kind && GroupOf(reference.ApiVersion) == owner.Group
            ? [new NamespacedName(owner.Namespaced ? child.Metadata.Namespace ?? "" : "", reference.Name)]
            : [];

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/') is var slash and > 0 ? apiVersion[..slash] : "";
}

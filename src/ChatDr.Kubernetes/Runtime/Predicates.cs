using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// controller-runtime's predicates, for <see cref="ControllerBuilder{TEntity}"/>. All of them pass objects that are new or gone and differ in which changes
/// they pass. Without a predicate every change wakes the controller, one of status alone too.
/// </summary>
public static class Predicates
{
    /// <summary>
    /// The desired state changed, or deletion was asked for: both count the generation up. Not for kinds without a generation, such as ConfigMap and Pod, of
    /// which it passes no change at all.
    /// </summary>
    public static ChangePredicate<IKubernetesObject> GenerationChanged { get; } = When((old, current) => old.Generation != current.Generation);

    /// <summary>Labels changed.</summary>
    public static ChangePredicate<IKubernetesObject> LabelsChanged { get; } = When((old, current) => Differ(old.Labels, current.Labels));

    /// <summary>Annotations changed.</summary>
    public static ChangePredicate<IKubernetesObject> AnnotationsChanged { get; } = When((old, current) => Differ(old.Annotations, current.Annotations));

    /// <summary>Finalizers changed.</summary>
    public static ChangePredicate<IKubernetesObject> FinalizersChanged { get; } =
        When((old, current) => !(old.Finalizers ?? []).SequenceEqual(current.Finalizers ?? [], StringComparer.Ordinal));

    /// <summary>Deletion was asked for.</summary>
    public static ChangePredicate<IKubernetesObject> DeletionTimestampChanged { get; } =
        When((old, current) => old.DeletionTimestamp != current.DeletionTimestamp);

    /// <summary>Passes what either passes.</summary>
    public static ChangePredicate<T> Or<T>(this ChangePredicate<T> one, ChangePredicate<T> other)
        where T : class, IKubernetesObject => (old, current) => one(old, current) || other(old, current);

    /// <summary>Passes what both pass.</summary>
    public static ChangePredicate<T> And<T>(this ChangePredicate<T> one, ChangePredicate<T> other)
        where T : class, IKubernetesObject => (old, current) => one(old, current) && other(old, current);

    /// <summary>An object that took another's name is a new one, whether or not its predecessor's end was seen.</summary>
    private static ChangePredicate<IKubernetesObject> When(Func<V1ObjectMeta, V1ObjectMeta, bool> changed) => (old, current) =>
        old is null || current is null || old.Metadata.Uid != current.Metadata.Uid || changed(old.Metadata, current.Metadata);

    private static bool Differ(IReadOnlyDictionary<string, string>? old, IReadOnlyDictionary<string, string>? current) =>
        (old?.Count ?? 0) != (current?.Count ?? 0)
        || (old ?? new Dictionary<string, string>()).Any(pair => current!.GetValueOrDefault(pair.Key) is not { } value || value != pair.Value);
}

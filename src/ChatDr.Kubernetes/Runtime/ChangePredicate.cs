using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// Whether a change may wake a controller: controller-runtime's <c>predicate.Predicate</c>. It sifts what watches tell, and nothing else: retries, what a
/// reconcile asked for by <see cref="ReconcileResult.After"/>, and resyncs pass it by.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="old">The object before; null when it is new, which at the start all are.</param>
/// <param name="current">The object after; null when it is gone.</param>
public delegate bool ChangePredicate<in T>(T? old, T? current)
    where T : class, IKubernetesObject;

namespace ChatDr.Kubernetes.Client;

/// <summary>One frame of a watch.</summary>
/// <typeparam name="T">The object's type.</typeparam>
/// <param name="Type">What happened.</param>
/// <param name="Entity">The object after the change; of a bookmark only kind and resource version count.</param>
public readonly record struct WatchEvent<T>(WatchEventType Type, T Entity);

using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Operator.Pools;

/// <summary>Something that happened to a pool, for people.</summary>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">In PascalCase.</param>
/// <param name="Message">A sentence.</param>
internal sealed record PoolEvent(EventType Type, string Reason, string Message);

using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Events;

/// <summary>An event on its way to the server.</summary>
internal sealed record PendingEvent(V1ObjectReference Subject, string Type, string Reason, string Note, DateTimeOffset At);

using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>Writes Kubernetes events. Alike events are counted up rather than repeated; a full queue drops and counts, and never fails the caller.</summary>
public interface IEventPublisher
{
    /// <summary>Records that something happened to <paramref name="subject"/>.</summary>
    /// <param name="subject">The object the event is about.</param>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">PascalCase, such as <c>MirrorFailover</c>.</param>
    /// <param name="message">A sentence; cut at 1024 characters.</param>
    void Publish(IKubernetesObject subject, EventType type, string reason, string message);
}

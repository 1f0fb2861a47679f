using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Demo;

/// <summary>The pool of <c>config/samples/stretched-pool.yaml</c>, which the demo runs.</summary>
internal static class DemoPool
{
    /// <summary>The namespace that the sample goes to.</summary>
    public const string Namespace = "default";

    /// <summary>The pool.</summary>
    public static NamespacedName Name { get; } = new(Namespace, "atl-chat");

    /// <summary>The Service that leads to the chat.</summary>
    public static NamespacedName ChatService { get; } = new(Namespace, "atl-chat-chat");

    /// <summary>Whether a condition holds.</summary>
    public static bool Is(IReadOnlyList<V1Condition>? conditions, string type) =>
        (conditions ?? []).Any(condition => condition.Type == type && condition.IsTrue);

    /// <summary>Conditions in a line.</summary>
    public static string Describe(IReadOnlyList<V1Condition>? conditions) =>
        string.Join("; ", (conditions ?? []).Select(condition => $"{condition.Type}={condition.Status} ({condition.Reason}: {condition.Message})"));
}

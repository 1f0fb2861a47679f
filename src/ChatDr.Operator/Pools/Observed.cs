using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Pools;

/// <summary>Reads what a child says of itself, but only if it speaks of the spec that it has now.</summary>
internal static class Observed
{
    /// <summary>Whether the mirroring says that <paramref name="condition"/> is True, of its present spec.</summary>
    public static bool Says(DatabaseMirroring mirroring, string condition) =>
        Says(mirroring.Metadata, mirroring.Status?.ObservedGeneration, mirroring.Status?.Conditions, condition);

    /// <summary>Whether the log shipping says that <paramref name="condition"/> is True, of its present spec.</summary>
    public static bool Says(LogShipping shipping, string condition) =>
        Says(shipping.Metadata, shipping.Status?.ObservedGeneration, shipping.Status?.Conditions, condition);

    /// <summary>Whether the instance says that <paramref name="condition"/> is True, of its present spec.</summary>
    public static bool Says(SqlServerInstance instance, string condition) =>
        Says(instance.Metadata, instance.Status?.ObservedGeneration, instance.Status?.Conditions, condition);

    /// <summary>The condition, or null.</summary>
    public static V1Condition? Find(this IReadOnlyList<V1Condition>? conditions, string type) =>
        conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Whether the condition is True.</summary>
    public static bool IsTrue(this IReadOnlyList<V1Condition>? conditions, string type) => conditions.Find(type)?.IsTrue == true;

    private static bool Says(V1ObjectMeta metadata, long? observed, IReadOnlyList<V1Condition>? conditions, string condition) =>
        observed >= (metadata.Generation ?? 0) && conditions.IsTrue(condition);
}

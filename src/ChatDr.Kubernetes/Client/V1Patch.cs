using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>A change of an object, without the object.</summary>
/// <param name="Type">How <paramref name="Content"/> says it.</param>
/// <param name="Content">What is sent as JSON.</param>
public sealed record V1Patch(PatchType Type, object Content)
{
    /// <summary>Put <c>metadata.resourceVersion</c> in it to get a 409 when the object has changed meanwhile.</summary>
    public static V1Patch Merge(JsonObject members) => new(PatchType.MergePatch, members);

    /// <summary>A test in it that fails is a 422.</summary>
    public static V1Patch Json(JsonPatch operations) => new(PatchType.JsonPatch, operations.Operations);

    /// <summary>The fields that <paramref name="wanted"/> sets, and no others: what the field manager applied before and leaves out now is removed.</summary>
    public static V1Patch Apply(IKubernetesObject wanted) => new(PatchType.ApplyPatch, wanted);

    internal string ContentType => Type switch
    {
        PatchType.MergePatch => "application/merge-patch+json",
        PatchType.JsonPatch => "application/json-patch+json",
        PatchType.ApplyPatch => "application/apply-patch+yaml",
        _ => throw new InvalidOperationException($"There is no patch type {Type}."),
    };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>Who controls an object: at most one owner reference is the controller's.</summary>
public static class Ownership
{
    /// <summary>The reference to the managing controller; null when there is none. apimachinery's <c>GetControllerOf</c>.</summary>
    public static V1OwnerReference? ControllerReference(this IKubernetesObject child) =>
        child.Metadata.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true);

    /// <summary>
    /// <paramref name="metadata"/> with <paramref name="owner"/> as the managing controller, beside what other owners it names: controller-runtime's
    /// <c>SetControllerReference</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The owner is not stored yet, or lives in another namespace.</exception>
    /// <exception cref="InvalidOperationException">Another object controls it: two controllers would fight over it.</exception>
    public static V1ObjectMeta WithController(this V1ObjectMeta metadata, IKubernetesObject owner)
    {
        var reference = V1OwnerReference.ControllerOf(owner, metadata.Namespace);
        var others = (metadata.OwnerReferences ?? []).Where(other => other.Uid != reference.Uid).ToList();
        if (others.Find(other => other.Controller == true) is { } controller)
        {
            throw new InvalidOperationException(
                $"{metadata.Namespace}/{metadata.Name} is controlled by {controller.Kind} {controller.Name} "
                + $"and cannot be by {reference.Kind} {reference.Name}, too.");
        }

        return metadata with { OwnerReferences = [.. others, reference] };
    }

    /// <summary>
    /// Makes <paramref name="owner"/> the controller of an object that has none, such as one that its labels say to be the owner's; call it for what a selector
    /// found. The rules are those of Kubernetes' controllers (<c>ControllerRefManager</c>): what is another's, or being deleted, is left alone, and an owner
    /// that the server no longer has, or is about to lose, adopts nothing.
    /// </summary>
    /// <returns>The child as it is stored now, if it is the owner's; null if it is not.</returns>
    /// <exception cref="KubernetesApiException">409: the child changed since it was read, so look again; or another refusal.</exception>
    public static async Task<TChild?> AdoptAsync<TChild, TOwner>(this IKubernetesClient client, TChild child, TOwner owner, CancellationToken cancellationToken)
        where TChild : class, IKubernetesObject
        where TOwner : class, IKubernetesObject
    {
        if (child.ControllerReference() is { } controller)
        {
            return controller.Uid == owner.Metadata.Uid ? child : null;
        }

        if (child.Metadata.DeletionTimestamp is not null || !await IsThereAsync(client, owner, cancellationToken))
        {
            return null;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = child.Metadata.ResourceVersion,
                ["ownerReferences"] = JsonSerializer.SerializeToNode(child.Metadata.WithController(owner).OwnerReferences, KubernetesJson.Options),
            },
        };
        try
        {
            return await client.MergePatchAsync<TChild>(NamespacedName.Of(child), patch, cancellationToken);
        }
        catch (KubernetesApiException gone) when (gone.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Asks the server: a cache may not know yet that the owner goes, and the garbage collector would take the child with it.</summary>
    private static async Task<bool> IsThereAsync<TOwner>(IKubernetesClient client, TOwner owner, CancellationToken cancellationToken)
        where TOwner : class, IKubernetesObject =>
        await client.GetAsync<PartialObjectMetadata<TOwner>>(NamespacedName.Of(owner), cancellationToken) is { Metadata.DeletionTimestamp: null } stored
        && stored.Metadata.Uid == owner.Metadata.Uid;
}

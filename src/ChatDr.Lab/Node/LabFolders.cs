using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>Where pods and claims live on the host.</summary>
/// <param name="root">The lab's own folder.</param>
internal sealed class LabFolders(string root)
{
    /// <summary>A claim's folder: one for all pods that mount it, on whatever node.</summary>
    public string Claim(NamespacedName claim) => Path.Combine(root, "claims", claim.Namespace, claim.Name);

    /// <summary>A pod's own folder, gone with the pod.</summary>
    public string Pod(string uid) => Path.Combine(root, "pods", uid);

    /// <summary>What a pod's container sees as <c>/</c> where nothing is mounted.</summary>
    public string PodRoot(string uid) => Path.Combine(Pod(uid), "root");

    /// <summary>A volume that belongs to the pod alone.</summary>
    public string PodVolume(string uid, string volume) => Path.Combine(Pod(uid), "volumes", volume);
}

using System.Text;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>Turns a pod's volumes into host folders.</summary>
/// <param name="folders">The lab's folders.</param>
internal sealed class PodVolumes(LabFolders folders)
{
    /// <summary>
    /// Makes the folders, or says what they wait for. May be called again and again: ConfigMaps and Secrets are written anew where they changed.
    /// </summary>
    public PreparedVolumes Prepare(V1Pod pod, IPodReferences references)
    {
        var ready = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var volume in pod.Spec?.Volumes ?? [])
        {
            var (folder, problem) = Prepare(pod, volume, references);
            if (folder is null)
            {
                return new PreparedVolumes(ready, problem);
            }

            ready[volume.Name!] = folder;
        }

        return new PreparedVolumes(ready, null);
    }

    /// <summary>A container's view of the prepared folders.</summary>
    public ContainerMounts Mounts(V1Pod pod, V1Container container, PreparedVolumes volumes)
    {
        var root = folders.PodRoot(pod.Metadata.Uid!);
        Directory.CreateDirectory(root);
        return new ContainerMounts(root, (container.VolumeMounts ?? []).ToDictionary(
            mount => mount.MountPath!,
            mount => mount.SubPath is { } sub ? Path.Combine(volumes.Folders[mount.Name!], sub) : volumes.Folders[mount.Name!]));
    }

    private (string? Folder, string? Problem) Prepare(V1Pod pod, V1Volume volume, IPodReferences references)
    {
        var own = folders.PodVolume(pod.Metadata.Uid!, volume.Name!);
        switch (volume)
        {
            case { PersistentVolumeClaim.ClaimName: { } claim }:
                return references.Claim(claim) is { Metadata.DeletionTimestamp: null }
                    ? (Created(folders.Claim(new NamespacedName(pod.Metadata.Namespace!, claim))), null)
                    : (null, $"persistentvolumeclaim \"{claim}\" not found");
            case { ConfigMap: { } map }:
                return references.ConfigMap(map.Name!) is { } found
                    ? (Projected(own, Files(found), map.Items), null)
                    : map.Optional == true ? (Created(own), null) : (null, $"configmap \"{map.Name}\" not found");
            case { Secret: { } secret }:
                return references.Secret(secret.SecretName!) is { } kept
                    ? (Projected(own, kept.Data ?? new Dictionary<string, byte[]>(), secret.Items), null)
                    : secret.Optional == true ? (Created(own), null) : (null, $"secret \"{secret.SecretName}\" not found");
            case { EmptyDir: not null }:
                return (Created(own), null);
            default:
                return (null, $"volume \"{volume.Name}\" is of a kind that the lab does not have");
        }
    }

    private static Dictionary<string, byte[]> Files(V1ConfigMap map) =>
        (map.Data ?? new Dictionary<string, string>()).ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetBytes(entry.Value))
            .Concat(map.BinaryData ?? new Dictionary<string, byte[]>()).ToDictionary();

    private static string Projected(string folder, IReadOnlyDictionary<string, byte[]> data, IReadOnlyList<V1KeyToPath>? items)
    {
        ProjectedFolder.Write(folder, items is null
            ? data
            : items.Where(item => data.ContainsKey(item.Key!)).ToDictionary(item => item.Path!, item => data[item.Key!]));
        return folder;
    }

    private static string Created(string folder)
    {
        Directory.CreateDirectory(folder);
        return folder;
    }
}

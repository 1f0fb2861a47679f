using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>What a pod of one namespace refers to by name. The node reads its caches; tests say what there is.</summary>
internal interface IPodReferences
{
    /// <summary>The Secret, or null.</summary>
    V1Secret? Secret(string name);

    /// <summary>The ConfigMap, or null.</summary>
    V1ConfigMap? ConfigMap(string name);

    /// <summary>The claim, or null.</summary>
    V1PersistentVolumeClaim? Claim(string name);
}

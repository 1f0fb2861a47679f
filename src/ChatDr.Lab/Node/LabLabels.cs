namespace ChatDr.Lab.Node;

/// <summary>Labels that the lab reads.</summary>
internal static class LabLabels
{
    /// <summary>A node's zone.</summary>
    public const string Zone = "topology.kubernetes.io/zone";

    /// <summary>A pod's site.</summary>
    public const string Site = "chatdr.dev/site";

    /// <summary>The SQL instance that a pod runs.</summary>
    public const string Instance = "chatdr.dev/instance";

    /// <summary>A StatefulSet pod's revision of the template.</summary>
    public const string Revision = "controller-revision-hash";

    /// <summary>A StatefulSet pod's own name.</summary>
    public const string PodName = "statefulset.kubernetes.io/pod-name";

    /// <summary>A StatefulSet pod's number.</summary>
    public const string PodIndex = "apps.kubernetes.io/pod-index";

    /// <summary>A Deployment pod's revision of the template.</summary>
    public const string TemplateHash = "pod-template-hash";
}

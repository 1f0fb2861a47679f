using ChatDr.Lab.ApiServer.Schemas;

namespace ChatDr.Lab.ApiServer.Resources;

/// <summary>The kinds that the server has without any CustomResourceDefinition.</summary>
internal static class BuiltInResources
{
    internal const string DefinitionStorage = "apiextensions.k8s.io/customresourcedefinitions";
    internal const string NamespaceStorage = "/namespaces";
    internal const string PodStorage = "/pods";

    /// <summary>All of them, in the order of discovery.</summary>
    internal static IReadOnlyList<ApiResource> All { get; } =
    [
        .. Core(), .. Apps(),
        Make("coordination.k8s.io", "v1", "Lease", "leases"),
        Make("events.k8s.io", "v1", "Event", "events", "ev") with
        {
            Storage = "/events", FromStorage = EventShapes.ToNew, ToStorage = EventShapes.ToCore,
        },
        Make("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", "pdb") with { HasStatus = true, HasGeneration = true },
        Make("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices"),
        Cluster("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", "crd", "crds") with
        {
            HasStatus = true, HasGeneration = true, Categories = ["api-extensions"],
        },
        Make("rbac.authorization.k8s.io", "v1", "Role", "roles"),
        Make("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
        Cluster("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles"),
        Cluster("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings"),
        Cluster("storage.k8s.io", "v1", "StorageClass", "storageclasses", "sc"),
        Review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews"),
        Review("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews"),
        Review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews"),
    ];

    private static IEnumerable<ApiResource> Core() =>
    [
        Cluster("", "v1", "Namespace", "namespaces", "ns") with { HasStatus = true, Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"] },
        Cluster("", "v1", "Node", "nodes", "no") with { HasStatus = true },
        Make("", "v1", "Pod", "pods", "po") with { HasStatus = true, Categories = ["all"] },
        Make("", "v1", "Service", "services", "svc") with { HasStatus = true, Categories = ["all"] },
        Make("", "v1", "Secret", "secrets"),
        Make("", "v1", "ConfigMap", "configmaps", "cm"),
        Make("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", "pvc") with { HasStatus = true },
        Cluster("", "v1", "PersistentVolume", "persistentvolumes", "pv") with { HasStatus = true },
        Make("", "v1", "ServiceAccount", "serviceaccounts", "sa"),
        Make("", "v1", "Event", "events", "ev"),
        Make("", "v1", "Endpoints", "endpoints", "ep"),
    ];

    private static IEnumerable<ApiResource> Apps() =>
    [
        Workload("StatefulSet", "statefulsets", "sts") with { Scale = ScalePaths.Workload },
        Workload("Deployment", "deployments", "deploy") with { Scale = ScalePaths.Workload },
        Workload("ReplicaSet", "replicasets", "rs") with { Scale = ScalePaths.Workload },
        Make("apps", "v1", "ControllerRevision", "controllerrevisions"),
    ];

    private static ApiResource Workload(string kind, string plural, string shortName) =>
        Make("apps", "v1", kind, plural, shortName) with { HasStatus = true, HasGeneration = true, Categories = ["all"] };

    /// <summary>A question that is put by creating it, and not kept.</summary>
    private static ApiResource Review(string group, string kind, string plural) => Cluster(group, "v1", kind, plural) with { Verbs = ["create"] };

    private static ApiResource Cluster(string group, string version, string kind, string plural, params string[] shortNames) =>
        Make(group, version, kind, plural, shortNames) with { Namespaced = false };

    private static ApiResource Make(string group, string version, string kind, string plural, params string[] shortNames) => new()
    {
        Group = group,
        Version = version,
        Kind = kind,
        Plural = plural,
        Singular = kind.ToLowerInvariant(),
        ListKind = kind + "List",
        ShortNames = shortNames,
        Storage = $"{group}/{plural}",
        Schema = BuiltInSchemas.Of(group, version, kind),
    };
}

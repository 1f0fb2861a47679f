using static ChatDr.Lab.ApiServer.Protobuf.ProtobufKind;

namespace ChatDr.Lab.ApiServer.Protobuf;

/// <summary>
/// The fields that <c>kubectl create</c>, <c>run</c> and <c>expose</c> fill in, by their numbers in Kubernetes' generated.proto files. It is no more
/// than that: an object with any other field is refused, and not stored without it.
/// </summary>
internal static class ProtobufSchemas
{
    private static readonly Dictionary<int, ProtobufField> ObjectMeta = new()
    {
        [1] = new("name", Text),
        [2] = new("generateName", Text),
        [3] = new("namespace", Text),
        [4] = new("selfLink", Text),
        [5] = new("uid", Text),
        [6] = new("resourceVersion", Text),
        [7] = new("generation", Integer),
        [8] = new("creationTimestamp", Message),
        [11] = new("labels", TextMap),
        [12] = new("annotations", TextMap),
        [14] = new("finalizers", Text, IsRepeated: true),
    };

    private static readonly Dictionary<int, ProtobufField> LabelSelector = new() { [1] = new("matchLabels", TextMap) };

    private static readonly Dictionary<int, ProtobufField> ContainerPort = new()
    {
        [1] = new("name", Text),
        [2] = new("hostPort", Integer),
        [3] = new("containerPort", Integer),
        [4] = new("protocol", Text),
        [5] = new("hostIP", Text),
    };

    private static readonly Dictionary<int, ProtobufField> EnvVar = new() { [1] = new("name", Text), [2] = new("value", Text) };

    private static readonly Dictionary<int, ProtobufField> ServicePort = new()
    {
        [1] = new("name", Text),
        [2] = new("protocol", Text),
        [3] = new("port", Integer),
        [4] = new("targetPort", IntOrString),
        [5] = new("nodePort", Integer),
    };

    private static readonly Dictionary<int, ProtobufField> Container = new()
    {
        [1] = new("name", Text),
        [2] = new("image", Text),
        [3] = new("command", Text, IsRepeated: true),
        [4] = new("args", Text, IsRepeated: true),
        [5] = new("workingDir", Text),
        [6] = new("ports", Message, ContainerPort, true),
        [7] = new("env", Message, EnvVar, true),
        [8] = new("resources", Message),
        [13] = new("terminationMessagePath", Text),
        [14] = new("imagePullPolicy", Text),
        [16] = new("stdin", Flag),
        [17] = new("stdinOnce", Flag),
        [18] = new("tty", Flag),
        [20] = new("terminationMessagePolicy", Text),
    };

    private static readonly Dictionary<int, ProtobufField> PodSpec = new()
    {
        [2] = new("containers", Message, Container, true),
        [3] = new("restartPolicy", Text),
        [4] = new("terminationGracePeriodSeconds", OptionalInteger),
        [6] = new("dnsPolicy", Text),
        [7] = new("nodeSelector", TextMap),
        [8] = new("serviceAccountName", Text),
        [9] = new("serviceAccount", Text),
        [10] = new("nodeName", Text),
        [11] = new("hostNetwork", Flag),
        [12] = new("hostPID", Flag),
        [13] = new("hostIPC", Flag),
        [14] = new("securityContext", Message),
        [16] = new("hostname", Text),
        [17] = new("subdomain", Text),
        [19] = new("schedulerName", Text),
        [24] = new("priorityClassName", Text),
    };

    private static readonly Dictionary<int, ProtobufField> DeploymentSpec = new()
    {
        [1] = new("replicas", OptionalInteger),
        [2] = new("selector", Message, LabelSelector),
        [3] = new("template", Message, new Dictionary<int, ProtobufField> { [1] = new("metadata", Message, ObjectMeta), [2] = new("spec", Message, PodSpec) }),
        [4] = new("strategy", Message),
        [5] = new("minReadySeconds", Integer),
        [6] = new("revisionHistoryLimit", OptionalInteger),
        [7] = new("paused", Flag),
        [8] = new("progressDeadlineSeconds", OptionalInteger),
    };

    private static readonly Dictionary<int, ProtobufField> ServiceSpec = new()
    {
        [1] = new("ports", Message, ServicePort, true),
        [2] = new("selector", TextMap),
        [3] = new("clusterIP", Text),
        [4] = new("type", Text),
        [5] = new("externalIPs", Text, IsRepeated: true),
        [7] = new("sessionAffinity", Text),
        [8] = new("loadBalancerIP", Text),
        [10] = new("externalName", Text),
        [11] = new("externalTrafficPolicy", Text),
        [12] = new("healthCheckNodePort", Integer),
        [13] = new("publishNotReadyAddresses", Flag),
    };

    private static readonly Dictionary<int, ProtobufField> PolicyRule = new()
    {
        [1] = new("verbs", Text, IsRepeated: true),
        [2] = new("apiGroups", Text, IsRepeated: true),
        [3] = new("resources", Text, IsRepeated: true),
        [4] = new("resourceNames", Text, IsRepeated: true),
        [5] = new("nonResourceURLs", Text, IsRepeated: true),
    };

    private static readonly Dictionary<int, ProtobufField> Subject = new()
    {
        [1] = new("kind", Text),
        [2] = new("apiGroup", Text),
        [3] = new("name", Text),
        [4] = new("namespace", Text),
    };

    private static readonly Dictionary<int, ProtobufField> RoleReference = new()
    { [1] = new("apiGroup", Text), [2] = new("kind", Text), [3] = new("name", Text) };

    private static readonly Dictionary<int, ProtobufField> Role = new()
    {
        [1] = new("metadata", Message, ObjectMeta),
        [2] = new("rules", Message, PolicyRule, true),
        [3] = new("aggregationRule", Message),
    };

    private static readonly Dictionary<int, ProtobufField> Binding = new()
    {
        [1] = new("metadata", Message, ObjectMeta),
        [2] = new("subjects", Message, Subject, true),
        [3] = new("roleRef", Message, RoleReference),
    };

    private static readonly Dictionary<int, ProtobufField> DisruptionBudget = new()
    {
        [1] = new("minAvailable", IntOrString),
        [2] = new("selector", Message, LabelSelector),
        [3] = new("maxUnavailable", IntOrString),
        [4] = new("unhealthyPodEvictionPolicy", Text),
    };

    private static readonly Dictionary<int, ProtobufField> AccessReview = new()
    {
        [1] = new("resourceAttributes", Message, new Dictionary<int, ProtobufField>
        {
            [1] = new("namespace", Text),
            [2] = new("verb", Text),
            [3] = new("group", Text),
            [4] = new("version", Text),
            [5] = new("resource", Text),
            [6] = new("subresource", Text),
            [7] = new("name", Text),
        }),
        [2] = new("nonResourceAttributes", Message, new Dictionary<int, ProtobufField> { [1] = new("path", Text), [2] = new("verb", Text) }),
    };

    /// <summary>The fields of a kind; null for one that is not taken in protobuf.</summary>
    internal static IReadOnlyDictionary<int, ProtobufField>? Find(string apiVersion, string kind) => (apiVersion, kind) switch
    {
        ("v1", "Namespace") => Of(new Dictionary<int, ProtobufField> { [1] = new("finalizers", Text, IsRepeated: true) }),
        ("v1", "Pod") => Of(PodSpec),
        ("v1", "Service") => Of(ServiceSpec),
        ("apps/v1", "Deployment") => Of(DeploymentSpec),
        ("policy/v1", "PodDisruptionBudget") => Of(DisruptionBudget),
        ("authorization.k8s.io/v1", "SelfSubjectAccessReview") => Of(AccessReview),
        ("authorization.k8s.io/v1", "SelfSubjectRulesReview") => Of(new Dictionary<int, ProtobufField> { [1] = new("namespace", Text) }),
        ("authentication.k8s.io/v1", "SelfSubjectReview") =>
            new Dictionary<int, ProtobufField> { [1] = new("metadata", Message), [2] = new("status", Message) },
        ("rbac.authorization.k8s.io/v1", "Role" or "ClusterRole") => Role,
        ("rbac.authorization.k8s.io/v1", "RoleBinding" or "ClusterRoleBinding") => Binding,
        ("v1", "ServiceAccount") => new Dictionary<int, ProtobufField> { [1] = new("metadata", Message, ObjectMeta) },
        ("v1", "ConfigMap") => new Dictionary<int, ProtobufField>
        {
            [1] = new("metadata", Message, ObjectMeta),
            [2] = new("data", TextMap),
            [3] = new("binaryData", BytesMap),
            [4] = new("immutable", Flag),
        },
        ("v1", "Secret") => new Dictionary<int, ProtobufField>
        {
            [1] = new("metadata", Message, ObjectMeta),
            [2] = new("data", BytesMap),
            [3] = new("type", Text),
            [4] = new("stringData", TextMap),
            [5] = new("immutable", Flag),
        },
        _ => null,
    };

    /// <summary>The usual three: metadata, spec, and a status that has to be empty.</summary>
    private static Dictionary<int, ProtobufField> Of(Dictionary<int, ProtobufField> spec) => new()
    {
        [1] = new("metadata", Message, ObjectMeta),
        [2] = new("spec", Message, spec),
        [3] = new("status", Message),
    };
}

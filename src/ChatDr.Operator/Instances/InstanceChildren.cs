using System.Text.Json;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Instances;

/// <summary>What an instance is made of in Kubernetes: a StatefulSet of one pod and its Service.</summary>
internal static class InstanceChildren
{
    public const int SqlPort = 1433;
    public const int MirroringPort = 5022;
    public const string DataVolume = "data";
    private const string ShareVolume = "share";
    private const long SqlServerUser = 10001;

    /// <summary>The claim of the instance's volume, as the StatefulSet controller names it.</summary>
    public static string DataClaim(string instance) => $"{DataVolume}-{instance}-0";

    /// <summary>The pod's name.</summary>
    public static string Pod(string instance) => $"{instance}-0";

    public static V1Service Service(SqlServerInstance instance) => new()
    {
        Metadata = Metadata(instance),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = new Dictionary<string, string> { [InstanceLabels.Instance] = instance.Metadata.Name! },
            // Partners must reach each other before they are ready, and the operator must see why one is not.
            PublishNotReadyAddresses = true,
            Ports =
            [
                new V1ServicePort { Name = "tds", Port = SqlPort, TargetPort = SqlPort, Protocol = "TCP" },
                new V1ServicePort { Name = "mirroring", Port = MirroringPort, TargetPort = MirroringPort, Protocol = "TCP" },
            ],
        },
    };

    public static V1StatefulSet StatefulSet(SqlServerInstance instance) => new()
    {
        Metadata = Metadata(instance),
        Spec = new V1StatefulSetSpec
        {
            Replicas = 1,
            ServiceName = instance.Metadata.Name,
            PodManagementPolicy = "Parallel",
            Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [InstanceLabels.Instance] = instance.Metadata.Name! } },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = InstanceLabels.For(instance) },
                Spec = PodSpec(instance.Spec),
            },
            VolumeClaimTemplates = [DataClaimTemplate(instance.Spec.Storage)],
        },
    };

    private static V1ObjectMeta Metadata(SqlServerInstance instance) => new()
    {
        Name = instance.Metadata.Name,
        Namespace = instance.Metadata.Namespace,
        Labels = InstanceLabels.For(instance),
        OwnerReferences = [V1OwnerReference.ControllerOf(instance, instance.Metadata.Namespace)],
    };

    private static V1PodSpec PodSpec(SqlServerInstanceSpec spec) => new()
    {
        NodeSelector = spec.Zone is { } zone ? new Dictionary<string, string> { ["topology.kubernetes.io/zone"] = zone } : null,
        TerminationGracePeriodSeconds = 30,
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        SecurityContext = new V1PodSecurityContext { FsGroup = SqlServerUser },
        Containers = [Container(spec)],
        Volumes = Share(spec.Share) is { } share ? [share] : null,
    };

    private static V1Container Container(SqlServerInstanceSpec spec) => new()
    {
        Name = "mssql",
        Image = spec.Image,
        Env =
        [
            new V1EnvVar { Name = "ACCEPT_EULA", Value = "Y" },
            new V1EnvVar { Name = "MSSQL_PID", Value = spec.Role == InstanceRole.Witness ? "Express" : spec.Edition },
            new V1EnvVar { Name = "MSSQL_ENABLE_HADR", Value = "1" },
            new V1EnvVar
            {
                Name = InstanceSecrets.PasswordKey,
                ValueFrom = new V1EnvVarSource
                {
                    SecretKeyRef = new V1SecretKeySelector { Name = spec.CredentialsSecretRef.Name, Key = InstanceSecrets.PasswordKey },
                },
            },
        ],
        Ports =
        [
            new V1ContainerPort { Name = "tds", ContainerPort = SqlPort, Protocol = "TCP" },
            new V1ContainerPort { Name = "mirroring", ContainerPort = MirroringPort, Protocol = "TCP" },
        ],
        VolumeMounts =
        [
            new V1VolumeMount { Name = DataVolume, MountPath = "/var/opt/mssql" },
            .. spec.Share is null ? [] : new[] { new V1VolumeMount { Name = ShareVolume, MountPath = "/var/opt/chatdr/share" } },
        ],
        Resources = spec.Resources?.Deserialize<V1ResourceRequirements>(KubernetesJson.Options),
        ReadinessProbe = new V1Probe { TcpSocket = new V1TCPSocketAction { Port = SqlPort }, PeriodSeconds = 1 },
    };

    private static V1Volume? Share(BackupShare? share) => share switch
    {
        { PersistentVolumeClaim: { } claim } =>
            new V1Volume { Name = ShareVolume, PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim.ClaimName } },
        { Nfs: { } nfs } => new V1Volume { Name = ShareVolume, Nfs = new V1NFSVolumeSource { Server = nfs.Server, Path = nfs.Path } },
        _ => null,
    };

    private static V1PersistentVolumeClaim DataClaimTemplate(SqlStorage storage) => new()
    {
        Metadata = new V1ObjectMeta { Name = DataVolume },
        Spec = new V1PersistentVolumeClaimSpec
        {
            AccessModes = ["ReadWriteOnce"],
            StorageClassName = storage.StorageClassName,
            Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = storage.Size } },
        },
    };
}

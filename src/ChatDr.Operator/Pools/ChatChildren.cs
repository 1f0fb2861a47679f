using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Pools;

/// <summary>The chat servers of a pool and what tells them whether they are active.</summary>
/// <param name="seen">The snapshot.</param>
/// <param name="intent">What the order under way asks for.</param>
internal sealed class ChatChildren(PoolObservation seen, PoolIntent intent)
{
    /// <summary>Active servers of a pool, all at the principal's site (docs/persistent-chat.md, "The pool" and "Layouts").</summary>
    public const int ActiveLowBandwidth = 4;

    /// <summary>Active servers in each site (docs/persistent-chat.md, "Layouts").</summary>
    public const int ActiveHighBandwidth = 2;

    private const int HttpPort = 8080;
    private const string ConfigurationFolder = "/etc/chatdr";

    private readonly PoolNames _names = new(seen.Pool.Metadata.Name!);

    private StretchedChatPool Pool => seen.Pool;

    /// <summary>The chat servers that may be active: by the layout when they are at all, none while the data is between sites (S7).</summary>
    public static IReadOnlyList<string> Active(StretchedChatPool pool, PoolIntent intent, SiteRef site)
    {
        if (!intent.ChatActive || pool.Status?.ActiveSite is null)
        {
            return [];
        }

        var allowed = pool.Spec.Layout switch
        {
            PoolLayout.LowBandwidth => site == intent.Active ? ActiveLowBandwidth : 0,
            PoolLayout.HighBandwidth => ActiveHighBandwidth,
            _ => throw new InvalidOperationException($"The pool has the unknown layout {pool.Spec.Layout}."),
        };
        return [.. new PoolNames(pool.Metadata.Name!).ChatPods(site.Index, Math.Min(allowed, site.Site.ChatServers.Replicas))];
    }

    /// <summary>The Service that leads clients to whoever is ready.</summary>
    public V1Service Service() => new()
    {
        Metadata = PoolChildren.Metadata(Pool, _names.ChatService, PoolLabels.Of(Pool.Metadata.Name!, PoolLabels.ChatServer)),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = Selector(null),
            Ports = [new V1ServicePort { Name = "http", Port = 80, TargetPort = HttpPort, Protocol = "TCP" }],
        },
    };

    /// <summary>What the chat servers of a site read: where the principal is, and who of them is active.</summary>
    public V1ConfigMap Configuration(SiteRef site) => new()
    {
        Metadata = PoolChildren.Metadata(Pool, _names.ChatServers(site.Index), PoolLabels.Of(Pool.Metadata.Name!, PoolLabels.ChatServer, site.Name)),
        Data = new Dictionary<string, string>(StringComparer.Ordinal) { [ChatConfiguration.Key] = Json(site) },
    };

    /// <summary>The chat servers of a site.</summary>
    public V1StatefulSet Servers(SiteRef site)
    {
        var labels = PoolLabels.Of(Pool.Metadata.Name!, PoolLabels.ChatServer, site.Name);
        return new V1StatefulSet
        {
            Metadata = PoolChildren.Metadata(Pool, _names.ChatServers(site.Index), labels),
            Spec = new V1StatefulSetSpec
            {
                Replicas = site.Site.ChatServers.Replicas,
                ServiceName = _names.ChatService,
                PodManagementPolicy = "Parallel",
                Selector = new V1LabelSelector { MatchLabels = Selector(site.Name) },
                Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = PodSpec(site) },
            },
        };
    }

    private V1PodSpec PodSpec(SiteRef site) => new()
    {
        NodeSelector = site.Site.Zone is { } zone
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["topology.kubernetes.io/zone"] = zone }
            : null,
        TerminationGracePeriodSeconds = 30,
        Containers =
        [
            new V1Container
            {
                Name = "chat",
                Image = Pool.Spec.ChatServer.Image,
                Env =
                [
                    new V1EnvVar { Name = "POD_NAME", ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "metadata.name" } } },
                    FromSecret("CHATDR_SQL_LOGIN", "name"),
                    FromSecret("CHATDR_SQL_PASSWORD", "password"),
                ],
                Ports = [new V1ContainerPort { Name = "http", ContainerPort = HttpPort, Protocol = "TCP" }],
                ReadinessProbe = new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/readyz", Port = HttpPort }, PeriodSeconds = 1 },
                VolumeMounts = [new V1VolumeMount { Name = "config", MountPath = ConfigurationFolder, ReadOnly = true }],
            },
        ],
        Volumes = [new V1Volume { Name = "config", ConfigMap = new V1ConfigMapVolumeSource { Name = _names.ChatServers(site.Index) } }],
    };

    private V1EnvVar FromSecret(string variable, string key) => new()
    {
        Name = variable,
        ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = _names.LoginSecret, Key = key } },
    };

    private Dictionary<string, string> Selector(string? site)
    {
        var selector = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [PoolLabels.Component] = PoolLabels.ChatServer,
            [PoolLabels.Pool] = Pool.Metadata.Name!,
        };
        if (site is not null)
        {
            selector[PoolLabels.Site] = site;
        }

        return selector;
    }

    private string Json(SiteRef site)
    {
        var service = _names.PrincipalService(intent.Active.Index);
        var address = seen.Services.FirstOrDefault(candidate => candidate.Metadata.Name == service)?.Spec?.ClusterIP
            ?? $"{service}.{Pool.Metadata.Namespace}.svc";
        return new JsonObject
        {
            ["database"] = seen.ChatDatabase,
            ["server"] = $"{address},1433",
            ["active"] = new JsonArray([.. Active(Pool, intent, site).Select(name => JsonValue.Create(name))]),
        }.ToJsonString(new JsonSerializerOptions(JsonSerializerDefaults.Web));
    }
}

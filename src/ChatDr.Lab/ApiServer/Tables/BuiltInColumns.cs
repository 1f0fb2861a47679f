using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;
using static ChatDr.Lab.ApiServer.Tables.TableColumns;

namespace ChatDr.Lab.ApiServer.Tables;

/// <summary>Columns of the built-in kinds between name and age, and after it (k8s.io/kubernetes <c>pkg/printers/internalversion</c>).
/// Priority 1 shows with <c>-o wide</c>.</summary>
internal static class BuiltInColumns
{
    /// <summary>All columns of a kind.</summary>
    internal static IReadOnlyList<TableColumn> Of(ApiResource resource) => resource.Storage switch
    {
        "/events" => EventColumns.All,
        BuiltInResources.DefinitionStorage or "rbac.authorization.k8s.io/roles" or "rbac.authorization.k8s.io/clusterroles" =>
            [NameColumn, Text("Created At", content => content.Text("metadata", "creationTimestamp")) with { Type = "date" }],
        _ => [NameColumn with { Cell = Name(resource) }, .. BeforeAge(resource.Storage), AgeColumn, .. AfterAge(resource.Storage)],
    };

    private static IEnumerable<TableColumn> BeforeAge(string storage) => storage switch
    {
        "/pods" =>
        [
            Text("Ready", pod => PodSummary.Of(pod).Ready), Text("Status", pod => PodSummary.Of(pod).Status),
            new("Restarts", "string", 0, (pod, now) => PodSummary.Of(pod).ShowRestarts(now)),
        ],
        "/services" =>
        [
            Text("Type", content => content.Text("spec", "type")), OrNone("Cluster-IP", content => content.Text("spec", "clusterIP")),
            OrNone("External-IP", ExternalAddress),
            OrNone("Port(s)", Ports),
        ],
        "/secrets" => [Text("Type", content => content.Text("type")), Count("Data", content => Members(content, "data"))],
        "/configmaps" => [Count("Data", content => Members(content, "data") + Members(content, "binaryData"))],
        "/namespaces" => [Text("Status", content => content.Text("status", "phase"))],
        "/serviceaccounts" => [Count("Secrets", content => content.Items("secrets").Count())],
        "/nodes" => [Text("Status", NodeStatus), OrNone("Roles", NodeRoles)],
        "/endpoints" => [OrNone("Endpoints", Endpoints)],
        "/persistentvolumeclaims" => Claims(),
        "/persistentvolumes" => Volumes(),
        "apps/statefulsets" => [Text("Ready", ReadyReplicas)],
        "apps/deployments" =>
        [
            Text("Ready", ReadyReplicas), Count("Up-to-date", content => content.Number("status", "updatedReplicas")),
            Count("Available", content => content.Number("status", "availableReplicas")),
        ],
        "apps/replicasets" =>
        [
            Number("Desired", content => content.Number("spec", "replicas")), Number("Current", content => content.Number("status", "replicas")),
            Number("Ready", content => content.Number("status", "readyReplicas")),
        ],
        "apps/controllerrevisions" => [OrNone("Controller", Controller), Count("Revision", content => content.Number("revision"))],
        "coordination.k8s.io/leases" => [Text("Holder", content => content.Text("spec", "holderIdentity"))],
        "policy/poddisruptionbudgets" =>
        [
            Text("Min Available", content => Display(content, "minAvailable")), Text("Max Unavailable", content => Display(content, "maxUnavailable")),
            Count("Allowed Disruptions", content => content.Number("status", "disruptionsAllowed")),
        ],
        "discovery.k8s.io/endpointslices" =>
        [
            Text("AddressType", content => content.Text("addressType")),
            OrUnset("Ports", content => string.Join(',', content.Items("ports").Select(port => $"{port.Number("port")}"))),
            OrUnset("Endpoints", content => string.Join(',', content.Items("endpoints").SelectMany(endpoint => endpoint.Items("addresses"))
                .Select(address => address.Text()))),
        ],
        "rbac.authorization.k8s.io/rolebindings" or "rbac.authorization.k8s.io/clusterrolebindings" =>
            [Text("Role", content => $"{content.Text("roleRef", "kind")}/{content.Text("roleRef", "name")}")],
        "storage.k8s.io/storageclasses" => StorageClasses(),
        _ => [],
    };

    private static IEnumerable<TableColumn> AfterAge(string storage) => storage switch
    {
        "/pods" =>
        [
            OrNone("IP", content => content.Text("status", "podIP"), 1), OrNone("Node", content => content.Text("spec", "nodeName"), 1),
            OrNone("Nominated Node", content => content.Text("status", "nominatedNodeName"), 1), OrNone("Readiness Gates", ReadinessGates, 1),
        ],
        "/services" => [OrNone("Selector", content => Pairs(content.At("spec", "selector")), 1)],
        "/nodes" =>
        [
            Text("Version", content => content.Text("status", "nodeInfo", "kubeletVersion")),
            OrNone("Internal-IP", content => Address(content, "InternalIP"), 1),
            OrNone("External-IP", content => Address(content, "ExternalIP"), 1),
            OrUnknown("OS-Image", content => content.Text("status", "nodeInfo", "osImage")),
            OrUnknown("Kernel-Version", content => content.Text("status", "nodeInfo", "kernelVersion")),
            OrUnknown("Container-Runtime", content => content.Text("status", "nodeInfo", "containerRuntimeVersion")),
        ],
        "/persistentvolumeclaims" or "/persistentvolumes" => [Text("VolumeMode", content => content.Text("spec", "volumeMode"), 1)],
        "apps/statefulsets" => Containers(),
        "apps/deployments" or "apps/replicasets" => [.. Containers(), OrNone("Selector", content => Pairs(content.At("spec", "selector", "matchLabels")), 1)],
        "rbac.authorization.k8s.io/rolebindings" or "rbac.authorization.k8s.io/clusterrolebindings" =>
            [Text("Users", content => Subjects(content, "User"), 1), Text("Groups", content => Subjects(content, "Group"), 1),
                Text("ServiceAccounts", content => Subjects(content, "ServiceAccount"), 1)],
        _ => [],
    };

    private static Func<JsonObject, DateTimeOffset, JsonNode?> Name(ApiResource resource) => resource.Storage == "storage.k8s.io/storageclasses"
        ? (content, _) => content.Text("metadata", "name")
            + (content.Text("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true" ? " (default)" : "")
        : NameColumn.Cell;

    private static IEnumerable<TableColumn> Claims() =>
    [
        Text("Status", content => content.At("metadata", "deletionTimestamp") is not null ? "Terminating" : content.Text("status", "phase")),
        Text("Volume", content => content.Text("spec", "volumeName")),
        Text("Capacity", content => IsBound(content) ? content.Text("status", "capacity", "storage") : null),
        Text("Access Modes", content => IsBound(content) ? AccessModes(content.Items("status", "accessModes")) : null),
        Text("StorageClass", content => content.Text("spec", "storageClassName")),
    ];

    /// <summary>A real server goes by the volume's name alone; the lab's claims are bound to folders, which have none.</summary>
    private static bool IsBound(JsonObject claim) => claim.Text("spec", "volumeName") is { Length: > 0 } || claim.Text("status", "phase") == "Bound";

    private static IEnumerable<TableColumn> Volumes() =>
    [
        Text("Capacity", content => content.Text("spec", "capacity", "storage")),
        Text("Access Modes", content => AccessModes(content.Items("spec", "accessModes"))),
        Text("Reclaim Policy", content => content.Text("spec", "persistentVolumeReclaimPolicy")),
        Text("Status", content => content.At("metadata", "deletionTimestamp") is not null ? "Terminating" : content.Text("status", "phase")),
        Text("Claim", content => content.At("spec", "claimRef") is { } claim ? $"{claim.Text("namespace")}/{claim.Text("name")}" : null),
        Text("StorageClass", content => content.Text("spec", "storageClassName")), Text("Reason", content => content.Text("status", "reason")),
    ];

    private static IEnumerable<TableColumn> StorageClasses() =>
    [
        Text("Provisioner", content => content.Text("provisioner")), Text("ReclaimPolicy", content => content.Text("reclaimPolicy") ?? "Delete"),
        OrUnset("VolumeBindingMode", content => content.Text("volumeBindingMode")),
        new("AllowVolumeExpansion", "string", 0, (content, _) => content.Flag("allowVolumeExpansion")),
    ];

    private static IEnumerable<TableColumn> Containers() =>
    [
        Text("Containers", content => string.Join(',', content.Items("spec", "template", "spec", "containers").Select(c => c.Text("name"))), 1),
        Text("Images", content => string.Join(',', content.Items("spec", "template", "spec", "containers").Select(c => c.Text("image"))), 1),
    ];

    private static string? ExternalAddress(JsonObject service)
    {
        string external = string.Join(',', service.Items("spec", "externalIPs").Select(address => address.Text()));
        if (service.Text("spec", "type") == "ExternalName")
            return service.Text("spec", "externalName");
        if (service.Text("spec", "type") != "LoadBalancer")
            return external;
        string balanced = string.Join(',', service.Items("status", "loadBalancer", "ingress").Select(ingress => ingress.Text("ip") ?? ingress.Text("hostname"))
            .Append(external)
            .Where(address => !string.IsNullOrEmpty(address)));
        return balanced.Length > 0 ? balanced : "<pending>";
    }

    private static string Ports(JsonObject service) => string.Join(',', service.Items("spec", "ports").Select(port =>
        port.Number("nodePort") is { } nodePort and > 0 ? $"{port.Number("port")}:{nodePort}/{port.Text("protocol")}"
            : $"{port.Number("port")}/{port.Text("protocol")}"));

    private static string NodeStatus(JsonObject node)
    {
        string ready = node.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Ready").Text("status") switch
        {
            "True" => "Ready",
            null => "Unknown",
            _ => "NotReady",
        };
        return ready + (node.Flag("spec", "unschedulable") ? ",SchedulingDisabled" : "");
    }

    private static string NodeRoles(JsonObject node)
    {
        const string Prefix = "node-role.kubernetes.io/";
        IEnumerable<string?> roles = (node.At("metadata", "labels") as JsonObject ?? []).Select(label =>
            label.Key.StartsWith(Prefix, StringComparison.Ordinal) ? label.Key[Prefix.Length..]
                : label.Key == "kubernetes.io/role" ? label.Value.Text() : null);
        return string.Join(',', roles.Where(role => !string.IsNullOrEmpty(role)).Distinct().Order(StringComparer.Ordinal));
    }

    private static string Endpoints(JsonObject endpoints)
    {
        string[] all = [.. endpoints.Items("subsets").SelectMany(subset => subset.Items("ports").DefaultIfEmpty(null),
            (subset, port) => subset.Items("addresses").Select(address => port is null ? address.Text("ip")! : $"{address.Text("ip")}:{port.Number("port")}"))
                .SelectMany(shown => shown)];
        return all.Length > 3 ? $"{string.Join(',', all.Take(3))} + {all.Length - 3} more..." : string.Join(',', all);
    }

    private static string ReadinessGates(JsonObject pod)
    {
        JsonNode?[] gates = [.. pod.Items("spec", "readinessGates")];
        int open = gates.Count(gate => pod.Items("status", "conditions")
            .Any(condition => condition.Text("type") == gate.Text("conditionType") && condition.Text("status") == "True"));
        return gates.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{open}/{gates.Length}");
    }

    private static string? Controller(JsonObject content)
    {
        JsonNode? owner = content.Items("metadata", "ownerReferences").FirstOrDefault(reference => reference.Flag("controller"));
        string? group = owner.Text("apiVersion")?.Split('/') is [var name, _] ? "." + name : null;
        return owner is null ? null : $"{owner.Text("kind")?.ToLowerInvariant()}{group}/{owner.Text("name")}";
    }

    private static string AccessModes(IEnumerable<JsonNode?> modes) => string.Join(',', modes.Select(mode => mode.Text() switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadWriteMany" => "RWX",
        "ReadOnlyMany" => "ROX",
        "ReadWriteOncePod" => "RWOP",
        var other => other,
    }));

    private static string Subjects(JsonObject binding, string kind) => string.Join(", ", binding.Items("subjects")
        .Where(subject => subject.Text("kind") == kind)
        .Select(subject => kind == "ServiceAccount" ? $"{subject.Text("namespace")}/{subject.Text("name")}" : subject.Text("name")));

    private static string? Address(JsonObject node, string type) =>
        node.Items("status", "addresses").FirstOrDefault(address => address.Text("type") == type).Text("address");

    private static string Display(JsonObject content, string member) => content.At("spec", member) is { } value ? JsonPath.Display(value) : "N/A";

    private static long Members(JsonObject content, string member) => (content[member] as JsonObject)?.Count ?? 0;

    private static string ReadyReplicas(JsonObject content) =>
        string.Create(CultureInfo.InvariantCulture, $"{content.Number("status", "readyReplicas") ?? 0}/{content.Number("spec", "replicas") ?? 0}");

    private static string? Pairs(JsonNode? map) =>
        map is JsonObject pairs
            ? string.Join(',', pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value.Text()}")) : null;
}

using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Tables;

/// <summary>Columns of the built-in kinds (k8s.io/kubernetes <c>pkg/printers/internalversion</c>).</summary>
internal static class BuiltInColumns
{
    /// <summary>Events have no name column of their own.</summary>
    internal static IReadOnlyList<TableColumn> Events { get; } =
    [
        TableColumns.Date("Last Seen", 0, content => content.Text("lastTimestamp") ?? content.Text("deprecatedLastTimestamp") ?? content.Text("series", "lastObservedTime")
            ?? content.Text("eventTime") ?? content.Text("metadata", "creationTimestamp")),
        TableColumns.Text("Type", content => content.Text("type")),
        TableColumns.Text("Reason", content => content.Text("reason")),
        TableColumns.Text("Object", EventObject),
        TableColumns.Text("Subobject", content => content.Text("involvedObject", "fieldPath"), priority: 1),
        TableColumns.Text("Source", content => content.Text("source", "component") ?? content.Text("reportingComponent") ?? content.Text("reportingController"), priority: 1),
        TableColumns.Text("Message", content => content.Text("message") ?? content.Text("note")),
        TableColumns.Text("Name", content => content.Text("metadata", "name"), priority: 1),
    ];

    /// <summary>Columns between name and age.</summary>
    internal static IEnumerable<TableColumn> Of(ApiResource resource) => resource.Storage switch
    {
        "/pods" =>
        [
            TableColumns.Text("Ready", PodSummary.Ready), TableColumns.Text("Status", PodSummary.Status),
            new("Restarts", "string", 0, (content, now) => PodSummary.Restarts(content, now)),
        ],
        "/services" =>
        [
            TableColumns.Text("Type", content => content.Text("spec", "type")),
            TableColumns.OrNone("Cluster-IP", content => content.Text("spec", "clusterIP")),
            TableColumns.OrNone("External-IP", content => content.Text("spec", "externalName")),
            TableColumns.OrNone("Port(s)", content => string.Join(',', content.Items("spec", "ports").Select(port => $"{port.Number("port")}/{port.Text("protocol")}"))),
        ],
        "/secrets" =>
        [
            TableColumns.Text("Type", content => content.Text("type")), TableColumns.Count("Data", content => (content["data"] as JsonObject)?.Count),
        ],
        "/configmaps" =>
        [
            TableColumns.Count("Data", content => ((content["data"] as JsonObject)?.Count ?? 0) + ((content["binaryData"] as JsonObject)?.Count ?? 0)),
        ],
        "/namespaces" => [TableColumns.Text("Status", content => content.Text("status", "phase"))],
        "/serviceaccounts" => [TableColumns.Count("Secrets", content => content.Items("secrets").Count())],
        "/nodes" => Nodes(),
        "/persistentvolumeclaims" => Claims(),
        "apps/statefulsets" => [TableColumns.Text("Ready", content => Fraction(content, "readyReplicas"))],
        "apps/deployments" =>
        [
            TableColumns.Text("Ready", content => Fraction(content, "readyReplicas")),
            TableColumns.Count("Up-to-date", content => content.Number("status", "updatedReplicas")),
            TableColumns.Count("Available", content => content.Number("status", "availableReplicas")),
        ],
        "apps/replicasets" =>
        [
            TableColumns.Count("Desired", content => content.Number("spec", "replicas")), TableColumns.Count("Current", content => content.Number("status", "replicas")),
            TableColumns.Count("Ready", content => content.Number("status", "readyReplicas")),
        ],
        "coordination.k8s.io/leases" => [TableColumns.Text("Holder", content => content.Text("spec", "holderIdentity"))],
        _ => [],
    };

    /// <summary>Columns after age, shown with <c>-o wide</c>.</summary>
    internal static IEnumerable<TableColumn> WideOf(ApiResource resource) => resource.Storage switch
    {
        "/pods" =>
        [
            TableColumns.OrNone("IP", content => content.Text("status", "podIP"), 1), TableColumns.OrNone("Node", content => content.Text("spec", "nodeName"), 1),
            TableColumns.OrNone("Nominated Node", content => content.Text("status", "nominatedNodeName"), 1), TableColumns.OrNone("Readiness Gates", _ => null, 1),
        ],
        "/services" => [TableColumns.OrNone("Selector", content => Pairs(content.At("spec", "selector")), 1)],
        "/nodes" => [TableColumns.OrNone("Internal-IP", content => content.Items("status", "addresses").FirstOrDefault(a => a.Text("type") == "InternalIP").Text("address"), 1)],
        "/persistentvolumeclaims" => [TableColumns.Text("VolumeMode", content => content.Text("spec", "volumeMode"), 1)],
        "apps/statefulsets" => Containers(),
        "apps/deployments" or "apps/replicasets" => [.. Containers(), TableColumns.OrNone("Selector", content => Pairs(content.At("spec", "selector", "matchLabels")), 1)],
        _ => [],
    };

    private static IEnumerable<TableColumn> Nodes() =>
    [
        TableColumns.Text("Status", content =>
            (content.Items("status", "conditions").FirstOrDefault(c => c.Text("type") == "Ready").Text("status") switch { "True" => "Ready", "False" => "NotReady", _ => "Unknown" })
            + (content.Flag("spec", "unschedulable") ? ",SchedulingDisabled" : "")),
        TableColumns.OrNone("Roles", content => string.Join(',', (content.At("metadata", "labels") as JsonObject ?? [])
            .Where(label => label.Key.StartsWith("node-role.kubernetes.io/", StringComparison.Ordinal)).Select(label => label.Key[(label.Key.IndexOf('/', StringComparison.Ordinal) + 1)..]))),
        TableColumns.Text("Version", content => content.Text("status", "nodeInfo", "kubeletVersion")),
    ];

    private static IEnumerable<TableColumn> Claims() =>
    [
        TableColumns.Text("Status", content => content.At("metadata", "deletionTimestamp") is not null ? "Terminating" : content.Text("status", "phase")),
        TableColumns.Text("Volume", content => content.Text("spec", "volumeName")),
        TableColumns.Text("Capacity", content => content.Text("status", "capacity", "storage")),
        TableColumns.Text("Access Modes", content => string.Join(',', content.Items("spec", "accessModes").Select(mode => mode.Text() switch
        {
            "ReadWriteOnce" => "RWO", "ReadWriteMany" => "RWX", "ReadOnlyMany" => "ROX", "ReadWriteOncePod" => "RWOP", var other => other,
        }))),
        TableColumns.Text("StorageClass", content => content.Text("spec", "storageClassName")),
    ];

    private static IEnumerable<TableColumn> Containers() =>
    [
        TableColumns.Text("Containers", content => string.Join(',', content.Items("spec", "template", "spec", "containers").Select(c => c.Text("name"))), 1),
        TableColumns.Text("Images", content => string.Join(',', content.Items("spec", "template", "spec", "containers").Select(c => c.Text("image"))), 1),
    ];

    private static string Fraction(JsonObject content, string member) =>
        string.Create(CultureInfo.InvariantCulture, $"{content.Number("status", member) ?? 0}/{content.Number("spec", "replicas") ?? 0}");

    private static string? Pairs(JsonNode? map) => map is JsonObject pairs ? string.Join(',', pairs.Select(pair => $"{pair.Key}={pair.Value.Text()}")) : null;

#pragma warning disable CA1308 // kubectl shows kinds of event objects in lower case.
    private static string EventObject(JsonObject content)
    {
        JsonNode? target = content["involvedObject"] ?? content["regarding"];
        return $"{target.Text("kind")?.ToLowerInvariant()}/{target.Text("name")}";
    }
#pragma warning restore CA1308
}

using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Tables;

/// <summary>Columns of events, whichever shape they are asked for in (<c>printEvent</c> in k8s.io/kubernetes).</summary>
internal static class EventColumns
{
    internal static IReadOnlyList<TableColumn> All { get; } =
    [
        new("Last Seen", "string", 0, (content, now) => Seen(LastSeen(Core(content)), now)),
        TableColumns.Text("Type", content => content.Text("type")),
        TableColumns.Text("Reason", content => content.Text("reason")),
        TableColumns.Text("Object", content => Target(Core(content)["involvedObject"])),
        TableColumns.Text("Subobject", content => Core(content).Text("involvedObject", "fieldPath"), 1),
        TableColumns.Text("Source", content => Source(Core(content)), 1),
        TableColumns.Text("Message", content => Core(content).Text("message")?.Trim()),
        new("First Seen", "string", 1, (content, now) => Seen(FirstSeen(Core(content)), now)),
        new("Count", "string", 1, (content, _) => Count(Core(content))),
        TableColumns.NameColumn with { Priority = 1 },
    ];

    private static JsonObject Core(JsonObject content) => content.ContainsKey("involvedObject") ? content : EventShapes.ToCore(content);

    private static string Seen(string? moment, DateTimeOffset now) => TableColumns.Age(moment, now) ?? "<unknown>";

    private static string? FirstSeen(JsonObject core) => core.Text("firstTimestamp") ?? core.Text("eventTime");

    private static string? LastSeen(JsonObject core) => core.Text("series", "lastObservedTime") ?? core.Text("lastTimestamp") ?? FirstSeen(core);

    private static long Count(JsonObject core) => core.Number("series", "count") ?? (core.Number("count") is { } count and > 0 ? count : 1);

    private static string Source(JsonObject core) => string.Join(", ", ((string?[])
    [
        core.Text("source", "component") is { Length: > 0 } component ? component : core.Text("reportingComponent"),
        core.Text("source", "host") is { Length: > 0 } host ? host : core.Text("reportingInstance"),
    ]).Where(part => !string.IsNullOrEmpty(part)));

    private static string Target(JsonNode? target) =>
        target.Text("name") is { Length: > 0 } name ? $"{target.Text("kind")?.ToLowerInvariant()}/{name}" : $"{target.Text("kind")?.ToLowerInvariant()}";
}

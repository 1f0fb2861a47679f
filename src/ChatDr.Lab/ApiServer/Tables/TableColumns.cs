using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Tables;

/// <summary>The columns of a kind: those of its definition, or those that kubectl's users know for built-in kinds.</summary>
internal static class TableColumns
{
    private static readonly ConditionalWeakTable<ApiResource, IReadOnlyList<TableColumn>> Known = [];

    /// <summary>The object's name.</summary>
    internal static TableColumn NameColumn { get; } = new("Name", "string", 0, (content, _) => content.Text("metadata", "name"));

    /// <summary>How long ago the object was created.</summary>
    internal static TableColumn AgeColumn { get; } = new(
        "Age", "string", 0, (content, now) => Age(content.Text("metadata", "creationTimestamp"), now) ?? "<unknown>");

    internal static IReadOnlyList<TableColumn> Of(ApiResource resource) => Known.GetValue(resource, Make);

    /// <summary>A column of plain text.</summary>
    internal static TableColumn Text(string name, Func<JsonObject, string?> cell, int priority = 0) =>
        new(name, "string", priority, (content, _) => cell(content) ?? "");

    /// <summary>A column of text that shows <c>&lt;none&gt;</c> where there is none.</summary>
    internal static TableColumn OrNone(string name, Func<JsonObject, string?> cell, int priority = 0) => Or("<none>", name, cell, priority);

    /// <summary>A column of text that shows <c>&lt;unset&gt;</c> where there is none.</summary>
    internal static TableColumn OrUnset(string name, Func<JsonObject, string?> cell) => Or("<unset>", name, cell, 0);

    /// <summary>A wide column of text that shows <c>&lt;unknown&gt;</c> where there is none.</summary>
    internal static TableColumn OrUnknown(string name, Func<JsonObject, string?> cell) => Or("<unknown>", name, cell, 1);

    /// <summary>A column of whole numbers that a real server declares as text; absent counts as 0.</summary>
    internal static TableColumn Count(string name, Func<JsonObject, long?> cell) => new(name, "string", 0, (content, _) => cell(content) ?? 0);

    /// <summary>A column of whole numbers; absent counts as 0.</summary>
    internal static TableColumn Number(string name, Func<JsonObject, long?> cell) => new(name, "integer", 0, (content, _) => cell(content) ?? 0);

    /// <summary>How long ago a moment was, or null when the text is none.</summary>
    internal static string? Age(string? moment, DateTimeOffset now) =>
        DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, out DateTimeOffset then) ? HumanDuration.Of(now - then) : null;

    private static IReadOnlyList<TableColumn> Make(ApiResource resource)
    {
        if (!resource.IsCustom)
            return BuiltInColumns.Of(resource);
        return resource.PrinterColumns is { Count: > 0 } columns ? [NameColumn, .. columns.Select(Custom)] : [NameColumn, AgeColumn];
    }

    private static TableColumn Or(string none, string name, Func<JsonObject, string?> cell, int priority) =>
        new(name, "string", priority, (content, _) => cell(content) is { Length: > 0 } text ? text : none);

    private static TableColumn Custom(JsonNode? column)
    {
        JsonPath path = JsonPath.Parse(column.Text("jsonPath") ?? "");
        string type = column.Text("type") ?? "string";
        Func<JsonObject, DateTimeOffset, JsonNode?> cell = type switch
        {
            "date" => (content, now) => path.Find(content).FirstOrDefault().Text() is { } moment ? Age(moment, now) ?? "<unknown>" : null,
            "string" => (content, _) => path.Find(content).FirstOrDefault() is { } found ? JsonPath.Display(found) : null,
            "boolean" => (content, _) => path.Find(content).FirstOrDefault() is JsonValue value && value.TryGetValue(out bool flag) ? flag : null,
            "integer" => (content, _) => path.Find(content).FirstOrDefault() is JsonValue value && value.TryGetValue(out long number) ? number : null,
            _ => (content, _) => path.Find(content).FirstOrDefault() is JsonValue value && value.GetValueKind() == JsonValueKind.Number
                ? value.DeepClone()
                : null,
        };
        return new TableColumn(column.Text("name") ?? "", type, (int)(column.Number("priority") ?? 0), cell) { Description = column.Text("description") ?? "" };
    }
}

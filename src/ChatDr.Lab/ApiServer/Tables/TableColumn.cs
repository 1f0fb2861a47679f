using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Tables;

/// <summary>One column of <c>kubectl get</c>.</summary>
/// <param name="Name">Heading.</param>
/// <param name="Type">OpenAPI type of the cells.</param>
/// <param name="Priority">0: always shown; above: only with <c>-o wide</c>.</param>
/// <param name="Cell">Cell of an object at a moment.</param>
internal sealed record TableColumn(string Name, string Type, int Priority, Func<JsonObject, DateTimeOffset, JsonNode?> Cell)
{
    /// <summary>What the column shows.</summary>
    internal string Description { get; init; } = "";

    internal JsonNode ToDefinition() => new JsonObject
    {
        ["name"] = Name,
        ["type"] = Type,
        ["format"] = Name == "Name" ? "name" : "",
        ["description"] = Description,
        ["priority"] = Priority,
    };
}

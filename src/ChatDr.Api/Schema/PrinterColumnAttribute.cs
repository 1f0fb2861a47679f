namespace ChatDr.Api.Schema;

/// <summary>A column of <c>kubectl get</c>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string type, string jsonPath) : Attribute
{
    /// <summary>The heading.</summary>
    public string Name { get; } = name;

    /// <summary><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</summary>
    public string Type { get; } = type;

    /// <summary>Where the value stands, as a simple JSON path.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary>What the column tells.</summary>
    public string Description { get; init; } = "";

    /// <summary>0 is always shown; 1 only with <c>-o wide</c>.</summary>
    public int Priority { get; init; }
}

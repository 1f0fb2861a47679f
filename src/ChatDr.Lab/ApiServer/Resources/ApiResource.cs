using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Ownership;

namespace ChatDr.Lab.ApiServer.Resources;

/// <summary>One kind in one version as the server serves it.</summary>
internal sealed record ApiResource
{
    /// <summary>API group; empty for the core group.</summary>
    internal required string Group { get; init; }

    internal required string Version { get; init; }

    internal required string Kind { get; init; }

    /// <summary>Name in paths, e.g. <c>pods</c>.</summary>
    internal required string Plural { get; init; }

    internal string Singular { get; init; } = "";

    internal string ListKind { get; init; } = "";

    internal bool Namespaced { get; init; } = true;

    internal IReadOnlyList<string> ShortNames { get; init; } = [];

    internal IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>What can be done with it.</summary>
    internal IReadOnlyList<string> Verbs { get; init; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Whether <c>/status</c> exists: the main endpoint then ignores changes of status.</summary>
    internal bool HasStatus { get; init; }

    /// <summary>What <c>/scale</c> shows; null when the kind has none.</summary>
    internal ScalePaths? Scale { get; init; }

    /// <summary>Whether metadata.generation counts changes of the desired state.</summary>
    internal bool HasGeneration { get; init; }

    /// <summary>Its fields: the structural schema of a custom resource, the OpenAPI definition of a built-in kind.</summary>
    internal required JsonObject Schema { get; init; }

    /// <summary><c>additionalPrinterColumns</c> of a custom resource.</summary>
    internal JsonArray? PrinterColumns { get; init; }

    /// <summary>How lists and maps of this kind merge.</summary>
    internal MergeSchema Merge => new(Schema, isRoot: true);

    /// <summary>Group and plural under which it is stored, shared by all versions of the kind.</summary>
    internal string Storage { get; init; } = "";

    /// <summary>From the stored shape to this version's; null when they are one.</summary>
    internal Func<JsonObject, JsonObject>? FromStorage { get; init; }

    /// <summary>From this version's shape to the stored one; null when they are one.</summary>
    internal Func<JsonObject, JsonObject>? ToStorage { get; init; }

    /// <summary>Whether a CustomResourceDefinition made it.</summary>
    internal bool IsCustom { get; init; }

    internal string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Plural with its group as error messages have it, e.g. <c>statefulsets.apps</c>.</summary>
    internal string QualifiedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}

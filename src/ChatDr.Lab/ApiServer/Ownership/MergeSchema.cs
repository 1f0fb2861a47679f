namespace ChatDr.Lab.ApiServer.Ownership;

/// <summary>What structured merge has to know about a value: how its list or map merges (apimachinery "merge strategy" markers).</summary>
internal abstract class MergeSchema
{
    /// <summary>The built-in kinds' schema, known by field names.</summary>
    internal static MergeSchema BuiltIn { get; } = new BuiltInMergeSchema("", "");

    /// <summary>How a list at this place merges.</summary>
    internal virtual ListMerge List => ListMerge.Atomic;

    /// <summary>The fields that identify an item of a <see cref="ListMerge.Map"/> list.</summary>
    internal virtual IReadOnlyList<string> Keys => [];

    /// <summary>Whether an object at this place has one owner as a whole.</summary>
    internal virtual bool IsAtomicMap => false;

    /// <summary>Value of a key field that an item left out, as text of JSON, e.g. a port's protocol.</summary>
    internal virtual string? KeyDefault(string key) => null;

    /// <summary>Schema of a member of the object at this place.</summary>
    internal abstract MergeSchema Member(string name);

    /// <summary>Schema of the items of the list at this place.</summary>
    internal abstract MergeSchema Item { get; }
}

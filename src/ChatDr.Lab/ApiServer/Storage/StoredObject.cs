using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Storage;

/// <summary>One immutable revision of an object: its JSON text, and what selectors and collection look at.</summary>
internal sealed class StoredObject
{
    internal StoredObject(ObjectKey key, long revision, JsonObject content)
    {
        Key = key;
        Revision = revision;
        Utf8 = content.ToUtf8();
        JsonNode? metadata = content["metadata"];
        Uid = metadata.Text("uid") ?? "";
        Labels = (metadata.At("labels") as JsonObject)?.ToDictionary(label => label.Key, label => label.Value.Text() ?? "") ?? [];
        Owners = [.. metadata.Items("ownerReferences").Select(owner => owner.Text("uid")).OfType<string>()];
        IsDeleting = metadata.At("deletionTimestamp") is not null;
    }

    internal ObjectKey Key { get; }

    internal long Revision { get; }

    internal ReadOnlyMemory<byte> Utf8 { get; }

    internal string Uid { get; }

    internal IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>UIDs of the owner references.</summary>
    internal IReadOnlyList<string> Owners { get; }

    internal bool IsDeleting { get; }

    /// <summary>A fresh tree of this revision that the caller may change.</summary>
    internal JsonObject Read() => (JsonObject)JsonNode.Parse(Utf8.Span)!;
}

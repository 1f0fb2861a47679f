using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Storage;
using ChatDr.Lab.ApiServer.Tables;
using ChatDr.Lab.ApiServer.Writing;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>The form in which a client wants objects: whole, as table rows, or only their metadata (by its Accept header).</summary>
internal sealed class Representation
{
    private readonly ApiResource _resource;
    private readonly TimeProvider _time;
    private readonly bool _table;
    private readonly bool _metadataOnly;
    private readonly string _include;

    internal Representation(HttpContext context, ApiResource resource, TimeProvider time)
    {
        string first = context.Request.Headers.Accept.ToString().Split(',')[0];
        _resource = resource;
        _time = time;
        _table = first.Contains("as=Table", StringComparison.Ordinal);
        _metadataOnly = first.Contains("as=PartialObjectMetadata", StringComparison.Ordinal);
        _include = context.Request.Query["includeObject"].ToString() is { Length: > 0 } include ? include : "Metadata";
    }

    /// <summary>One object as its JSON text.</summary>
    internal ReadOnlyMemory<byte> One(StoredObject stored)
    {
        if (!_table && !_metadataOnly && _resource.FromStorage is null)
            return stored.Utf8;
        JsonObject content = ObjectWriter.Shaped(_resource, stored.Read());
        if (_metadataOnly)
            return MetadataOf(content).ToUtf8();
        return _table ? Table([content], content.Text("metadata", "resourceVersion"), null, 0).ToUtf8() : content.ToUtf8();
    }

    /// <summary>A list as its JSON text.</summary>
    internal ReadOnlyMemory<byte> Many(IReadOnlyList<StoredObject> objects, long revision, string? next, long? remaining)
    {
        string version = revision.ToString(CultureInfo.InvariantCulture);
        if (_table)
            return Table([.. objects.Select(o => ObjectWriter.Shaped(_resource, o.Read()))], version, next, remaining).ToUtf8();
        JsonObject metadata = ListMetadata(version, next, remaining);
        (string kind, string apiVersion) = _metadataOnly ? ("PartialObjectMetadataList", "meta.k8s.io/v1") : (_resource.ListKind, _resource.ApiVersion);
        MemoryStream body = new();
        body.Write(Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\",\"metadata\":{metadata.ToJsonString()},\"items\":["));
        for (int i = 0; i < objects.Count; i++)
        {
            if (i > 0)
                body.WriteByte((byte)',');
            body.Write(One(objects[i]).Span);
        }

        body.Write("]}"u8);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private JsonObject Table(IReadOnlyList<JsonObject> objects, string? version, string? next, long? remaining)
    {
        IReadOnlyList<TableColumn> columns = TableColumns.Of(_resource);
        JsonArray rows = [];
        foreach (JsonObject content in objects)
        {
            JsonObject row = new() { ["cells"] = new JsonArray([.. columns.Select(column => column.Cell(content, _time.GetUtcNow()))]) };
            if (_include == "Metadata")
                row["object"] = MetadataOf(content);
            else if (_include == "Object")
                row["object"] = content;
            rows.Add(row);
        }

        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = ListMetadata(version ?? "", next, remaining),
            ["columnDefinitions"] = new JsonArray([.. columns.Select(column => column.ToDefinition())]),
            ["rows"] = rows,
        };
    }

    private static JsonObject ListMetadata(string version, string? next, long? remaining)
    {
        JsonObject metadata = new() { ["resourceVersion"] = version };
        if (next is not null)
        {
            metadata["continue"] = next;
            if (remaining is not null)
                metadata["remainingItemCount"] = remaining;
        }

        return metadata;
    }

    private static JsonObject MetadataOf(JsonObject content) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = content["metadata"]?.DeepClone(),
    };
}

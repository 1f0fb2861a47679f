using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Storage;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Writes the frames of a watch: <c>{"type":…,"object":…}</c>, one a line.</summary>
internal sealed class WatchStream(Stream body, Representation representation, CancellationToken ending)
{
    internal Task WriteAsync(string type, StoredObject stored) => FrameAsync(type, representation.One(stored));

    internal async Task BookmarkAsync(ApiResource resource, long revision)
    {
        JsonObject bookmark = new()
        {
            ["kind"] = resource.Kind,
            ["apiVersion"] = resource.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null },
        };
        await FrameAsync("BOOKMARK", bookmark.ToUtf8());
        await FlushAsync();
    }

    internal async Task ErrorAsync(ApiException error)
    {
        await FrameAsync("ERROR", error.ToStatus().ToUtf8());
        await FlushAsync();
    }

    internal Task FlushAsync() => body.FlushAsync(ending);

    /// <summary>Ends the answer properly, so that the client sees an end and no broken connection.</summary>
    internal Task EndAsync() => body.FlushAsync(CancellationToken.None);

    private async Task FrameAsync(string type, ReadOnlyMemory<byte> content)
    {
        await body.WriteAsync(Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"object\":"), ending);
        await body.WriteAsync(content, ending);
        await body.WriteAsync("}\n"u8.ToArray(), ending);
    }
}

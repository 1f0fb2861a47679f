using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Selectors;
using ChatDr.Lab.ApiServer.Storage;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Streams changes of a collection, or of one object, as JSON lines.</summary>
internal sealed class WatchHandler(ObjectStore store, LabApiServerOptions options, TimeProvider time, CancellationToken stopping)
{
    /// <summary>A real server's lower bound of how long a watch without timeoutSeconds lasts (<c>--min-request-timeout</c>).</summary>
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(1800);

    internal async Task HandleAsync(HttpContext context, RequestTarget target)
    {
        IQueryCollection query = context.Request.Query;
        if (query["sendInitialEvents"].ToString().Length > 0)
        {
            throw ApiException.Invalid(target.Resource, "", [FieldError.Forbidden(
                "sendInitialEvents", "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled")]);
        }

        WatchScope scope = new(
            target,
            LabelSelector.Parse(query["labelSelector"]),
            FieldSelector.Parse(target.Name is null ? query["fieldSelector"].ToString() : $"metadata.name={target.Name}", target.Resource));
        long since = ReadVersion(query["resourceVersion"]);
        Representation representation = new(context, target.Resource, time);
        context.Response.ContentType = "application/json";
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        ending.CancelAfter(int.TryParse(query["timeoutSeconds"], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : LongestWatch);

        (IReadOnlyList<StoredObject> initial, long revision, StoreWatch? watch) = since == 0
            ? store.ListAndWatch(target.Resource.Storage, target.Namespace)
            : ([], since, store.Watch(target.Resource.Storage, since));
        using StoreWatch? subscription = watch;
        WatchStream stream = new(context.Response.Body, representation, ending.Token);
        if (subscription is null)
        {
            await stream.ErrorAsync(ApiException.Expired($"too old resource version: {since} ({store.Revision})"));
            return;
        }

        bool bookmarks = query["allowWatchBookmarks"].ToString() is "true" or "1";
        await StreamAsync(stream, scope, initial, revision, subscription, bookmarks ? options.BookmarkInterval : null, ending.Token);
    }

    private static long ReadVersion(string? asked)
    {
        if (asked is null or "")
            return 0;
        return long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long version)
            ? version
            : throw ApiException.BadRequest($"resourceVersion: Invalid value: \"{asked}\": strconv.ParseUint: parsing \"{asked}\": invalid syntax");
    }

    private async Task StreamAsync(
        WatchStream stream, WatchScope scope, IReadOnlyList<StoredObject> initial, long revision, StoreWatch watch, TimeSpan? bookmarkInterval, CancellationToken ending)
    {
        try
        {
            foreach (StoredObject stored in initial.Where(scope.Covers))
                await stream.WriteAsync("ADDED", stored);
            await stream.FlushAsync();
            while (true)
            {
                if (!await WaitAsync(watch, bookmarkInterval, ending))
                {
                    // Everything published so far was read, so the client has seen all of this kind up to here.
                    await stream.BookmarkAsync(scope.Target.Resource, Math.Max(revision, 1));
                    continue;
                }

                while (watch.Events.TryRead(out StoreEvent? change))
                {
                    revision = change.Revision;
                    if (scope.Translate(change) is { } visible)
                        await stream.WriteAsync(visible.Type, visible.Object);
                }

                await stream.FlushAsync();
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            await stream.EndAsync();
        }
    }

    /// <summary>True when changes are waiting; false when a bookmark is due.</summary>
    private async Task<bool> WaitAsync(StoreWatch watch, TimeSpan? bookmarkInterval, CancellationToken ending)
    {
        if (watch.Events.TryPeek(out _))
            return true;
        if (bookmarkInterval is not { } interval)
            return await watch.Events.WaitToReadAsync(ending);
        using CancellationTokenSource due = new(interval, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(ending, due.Token);
        try
        {
            return await watch.Events.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            return false;
        }
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Selectors;
using ChatDr.Lab.ApiServer.Storage;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Streams changes of a collection, or of one object, as JSON lines.</summary>
internal sealed class WatchHandler(ObjectStore store, LabApiServerOptions options, ApiServerFaults faults, TimeProvider time, CancellationToken stopping)
{
    /// <summary>A real server's lower bound of how long a watch without timeoutSeconds lasts (<c>--min-request-timeout</c>).</summary>
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(1800);

    internal async Task HandleAsync(HttpContext context, RequestTarget target)
    {
        IQueryCollection query = context.Request.Query;
        if (query["sendInitialEvents"].ToString().Length > 0)
        {
            throw ApiException.InvalidOptions("ListOptions", FieldError.Forbidden(
                "sendInitialEvents", "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"));
        }

        WatchScope scope = new(
            target,
            LabelSelector.Parse(query["labelSelector"]),
            FieldSelector.Parse(target.Name is null ? query["fieldSelector"].ToString() : $"metadata.name={target.Name}", target.Resource));
        long since = ReadVersion(query["resourceVersion"]);
        Representation representation = new(context, target.Resource, time);
        context.Response.ContentType = "application/json";
        using CancellationTokenSource alive = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(alive.Token);
        TimeSpan lasts = int.TryParse(query["timeoutSeconds"], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : LongestWatch;
        ending.CancelAfter(lasts);

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

        BookmarkClock? bookmarks = query["allowWatchBookmarks"].ToString() is "true" or "1" ? new BookmarkClock(options.BookmarkInterval, lasts, time) : null;
        faults.Opened(context);
        try
        {
            await StreamAsync(stream, scope, initial, revision, subscription, bookmarks, alive.Token, ending.Token);
        }
        finally
        {
            faults.Closed(context);
        }
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
        WatchStream stream, WatchScope scope, IReadOnlyList<StoredObject> initial, long revision,
        StoreWatch watch, BookmarkClock? bookmarks, CancellationToken alive, CancellationToken ending)
    {
        try
        {
            foreach (StoredObject stored in initial.Where(scope.Covers))
                await stream.WriteAsync("ADDED", stored);
            await stream.FlushAsync();
            while (true)
            {
                await WaitAsync(watch, bookmarks?.Left, ending);
                await faults.ThawedAsync(alive);
                long published = store.Revision; // What has happened until now is in the channel; what is read below is at least that.
                while (watch.Events.TryRead(out StoreEvent? change))
                {
                    published = Math.Max(published, change.Revision);
                    if (scope.Translate(change) is { } visible)
                        await stream.WriteAsync(visible.Type, visible.Object);
                }

                await stream.FlushAsync();
                if (bookmarks is { IsDue: true })
                {
                    // The client has seen all of this kind up to here, also where its selector shows it nothing, and where only other kinds have changed.
                    await stream.BookmarkAsync(scope.Target.Resource, Math.Max(published, revision));
                    bookmarks.Sent();
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            await stream.EndAsync();
        }
    }

    /// <summary>Returns when changes are waiting or a bookmark is due.</summary>
    private async Task WaitAsync(StoreWatch watch, TimeSpan? untilBookmark, CancellationToken ending)
    {
        if (watch.Events.TryPeek(out _))
            return;
        if (untilBookmark is not { } left)
        {
            await watch.Events.WaitToReadAsync(ending);
            return;
        }

        using CancellationTokenSource due = new(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(ending, due.Token);
        try
        {
            await watch.Events.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ending.IsCancellationRequested)
        {
            return; // The bookmark is due.
        }
    }
}

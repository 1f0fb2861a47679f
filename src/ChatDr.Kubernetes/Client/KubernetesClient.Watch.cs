using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

public sealed partial class KubernetesClient
{
    /// <summary>How long a watch that states no limit of its own stays open, in seconds.</summary>
    private const int DefaultWatchSeconds = 300;

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        string? ns, string? resourceVersion, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var seconds = options.TimeoutSeconds ?? DefaultWatchSeconds;
        var address = ResourceAddress.Watch(KubernetesEntityAttribute.Of<T>(), ns, resourceVersion, options with { TimeoutSeconds = seconds });
        using var response = await _sender.OpenAsync(address, AcceptedForm<T>.MediaTypes, _options.RequestTimeout, cancellationToken);

        // A connection may die without a word; the server's own limit plus some grace bounds how long that goes unnoticed.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds) + _options.WatchGrace, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var frames = JsonSerializer
            .DeserializeAsyncEnumerable<WatchFrame>(stream, topLevelValues: true, KubernetesJson.Options, either.Token)
            .GetAsyncEnumerator(either.Token);
        while (await NextAsync(frames, address, limit.Token, cancellationToken) is { } frame)
        {
            if (Read<T>(frame, address) is { } change)
            {
                yield return change;
            }
        }
    }

    private static async Task<WatchFrame?> NextAsync(
        IAsyncEnumerator<WatchFrame?> frames, string address, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            return await frames.MoveNextAsync() ? frames.Current : null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"Watch {address}: the server neither spoke nor closed in time.");
        }
        catch (IOException broken)
        {
            throw new HttpRequestException($"Watch {address}: the connection broke: {broken.Message}", broken);
        }
        catch (JsonException broken)
        {
            throw new HttpRequestException($"Watch {address}: the stream broke within a frame: {broken.Message}", broken);
        }
    }

    private WatchEvent<T>? Read<T>(WatchFrame frame, string address)
        where T : class, IKubernetesObject
    {
        switch (frame.Type)
        {
            case "ADDED":
                return new(WatchEventType.Added, Object<T>(frame, KubernetesJson.Options, address));
            case "MODIFIED":
                return new(WatchEventType.Modified, Object<T>(frame, KubernetesJson.Options, address));
            case "DELETED":
                return new(WatchEventType.Deleted, Object<T>(frame, KubernetesJson.Options, address));
            case "BOOKMARK":
                return new(WatchEventType.Bookmark, Object<T>(frame, KubernetesJson.BookmarkOptions, address));
            case "ERROR":
                throw ErrorResponse.From(JsonMarshal.GetRawUtf8Value(frame.Object), HttpStatusCode.InternalServerError, null, $"Watch {address}");
            default:
                LogUnknownFrame(_logger, address, frame.Type);
                return null;
        }
    }

    private static T Object<T>(WatchFrame frame, JsonSerializerOptions options, string address)
    {
        try
        {
            return frame.Object.Deserialize<T>(options) ?? throw new JsonException("The object is null.");
        }
        catch (JsonException unfit)
        {
            throw new KubernetesApiException(HttpStatusCode.OK, "", $"Watch {address}: a frame holds no {typeof(T).Name}: {unfit.Message}");
        }
    }
}

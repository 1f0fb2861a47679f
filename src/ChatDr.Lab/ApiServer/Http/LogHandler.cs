using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Storage;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Answers <c>pods/log</c> from whoever runs the pods.</summary>
internal sealed class LogHandler(ObjectStore store, TimeProvider time, CancellationToken stopping)
{
    internal Func<PodLogQuery, CancellationToken, IAsyncEnumerable<PodLogLine>?>? Source { get; set; }

    internal async Task HandleAsync(HttpContext context, RequestTarget target)
    {
        JsonObject pod = (store.Find(target.Key) ?? throw ApiException.NotFound(target.Resource, target.Name!)).Read();
        IQueryCollection query = context.Request.Query;
        string container = Container(pod, query["container"], target.Name!);
        if (Source is not { } source)
            throw new ApiException(503, "ServiceUnavailable", "no node serves the logs of this pod");
        PodLogQuery wanted = new(
            target.Namespace ?? "", target.Name!, container, IsSet(query["follow"]), (int?)Number(query, "tailLines"), IsSet(query["previous"]), Since(query));
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        IAsyncEnumerable<PodLogLine>? log = source(wanted, ending.Token);
        if (log is null && wanted.Previous)
            throw ApiException.BadRequest($"previous terminated container \"{container}\" in pod \"{target.Name}\" not found");
        if (log is null || (!wanted.Previous && IsWaitingForItsFirstStart(pod, container)))
            throw ApiException.BadRequest($"container \"{container}\" in pod \"{target.Name}\" is waiting to start: {WhyWaiting(pod, container)}");
        context.Response.ContentType = "text/plain";
        await WriteAsync(context, log, wanted.Follow, IsSet(query["timestamps"]), Number(query, "limitBytes") ?? long.MaxValue, ending.Token);
    }

    private static async Task WriteAsync(
        HttpContext context, IAsyncEnumerable<PodLogLine> log, bool follow, bool timestamps, long limit, CancellationToken ending)
    {
        await context.Response.Body.FlushAsync(ending);
        await foreach (PodLogLine line in log.WithCancellation(ending))
        {
            string stamp = timestamps ? line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff00Z ", CultureInfo.InvariantCulture) : "";
            byte[] bytes = Encoding.UTF8.GetBytes(stamp + line.Text + "\n");
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, (int)Math.Min(bytes.Length, limit)), ending);
            limit -= bytes.Length;
            if (limit <= 0)
                return;
            if (follow)
                await context.Response.Body.FlushAsync(ending);
        }
    }

    private static bool IsSet(string? flag) => flag is "true" or "1";

    private static long? Number(IQueryCollection query, string name)
    {
        if (query[name].ToString() is not { Length: > 0 } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= int.MaxValue
            ? number
            : throw ApiException.BadRequest($"{name}: \"{text}\" is no number of that kind");
    }

    private DateTimeOffset? Since(IQueryCollection query)
    {
        if (Number(query, "sinceSeconds") is { } seconds)
            return time.GetUtcNow().AddSeconds(-seconds);
        if (query["sinceTime"].ToString() is not { Length: > 0 } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out DateTimeOffset moment)
            ? moment
            : throw ApiException.BadRequest($"sinceTime: \"{text}\" is no time of RFC 3339");
    }

    private static string Container(JsonObject pod, string? asked, string name)
    {
        string[] names = [.. pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers")).Select(c => c.Text("name") ?? "")];
        if (asked is { Length: > 0 })
            return names.Contains(asked) ? asked : throw ApiException.BadRequest($"container {asked} is not valid for pod {name}");
        return pod.Items("spec", "containers").Count() == 1
            ? names[0]
            : throw ApiException.BadRequest($"a container name must be specified for pod {name}, choose one of: [{string.Join(' ', names)}]");
    }

    private static bool IsWaitingForItsFirstStart(JsonObject pod, string container) =>
        Status(pod, container) is { } status && status.At("state", "waiting") is not null
            && status.At("lastState", "terminated") is null && status.Number("restartCount") is null or 0;

    /// <summary>In the words of a kubelet (<c>validateContainerLogStatus</c>).</summary>
    private static string WhyWaiting(JsonObject pod, string container) => Status(pod, container).Text("state", "waiting", "reason") switch
    {
        "ImagePullBackOff" => "trying and failing to pull image",
        "ErrImagePull" => "image can't be pulled",
        { Length: > 0 } reason => reason,
        _ => "ContainerCreating",
    };

    private static JsonNode? Status(JsonObject pod, string container) =>
        pod.Items("status", "containerStatuses").FirstOrDefault(status => status.Text("name") == container);
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Storage;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Answers <c>pods/log</c> from whoever runs the pods.</summary>
internal sealed class LogHandler(ObjectStore store, CancellationToken stopping)
{
    internal Func<PodLogQuery, CancellationToken, IAsyncEnumerable<string>?>? Source { get; set; }

    internal async Task HandleAsync(HttpContext context, RequestTarget target)
    {
        StoredObject pod = store.Find(target.Key) ?? throw ApiException.NotFound(target.Resource, target.Name!);
        IQueryCollection query = context.Request.Query;
        string container = Container(pod.Read(), query["container"], target.Name!);
        if (Source is not { } source)
            throw new ApiException(503, "ServiceUnavailable", "no node serves the logs of this pod");
        int? tail = int.TryParse(query["tailLines"], NumberStyles.None, CultureInfo.InvariantCulture, out int lines) ? lines : null;
        PodLogQuery wanted = new(target.Namespace ?? "", target.Name!, container, query["follow"] == "true", tail, query["previous"] == "true");
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        IAsyncEnumerable<string> log = source(wanted, ending.Token)
            ?? throw ApiException.BadRequest($"container \"{container}\" in pod \"{target.Name}\" is waiting to start: ContainerCreating");
        context.Response.ContentType = "text/plain";
        await foreach (string line in log.WithCancellation(ending.Token))
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), ending.Token);
            if (wanted.Follow)
                await context.Response.Body.FlushAsync(ending.Token);
        }
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
}

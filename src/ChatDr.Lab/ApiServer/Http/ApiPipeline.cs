using System.Collections.Concurrent;
using System.Text.Json;
using ChatDr.Lab.ApiServer.Discovery;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Storage;
using ChatDr.Lab.ApiServer.Writing;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Takes every request from authentication to its handler, and turns refusals into <c>Status</c> answers.</summary>
internal sealed partial class ApiPipeline(
    ObjectStore store,
    ResourceCatalog catalog,
    ObjectWriter writer,
    LabCertificates certificates,
    LabApiServerOptions options,
    TimeProvider time,
    ILogger logger,
    CancellationToken stopping)
{
    private readonly ReadHandler _reads = new(store, time);
    private readonly WatchHandler _watches = new(store, options, options.Faults, time, stopping);
    private readonly WriteHandler _writes = new(store, writer, time);
    private readonly LogHandler _logs = new(store, time, stopping);
    private readonly DiscoveryHandler _discovery = new(catalog);
    private readonly ConcurrentDictionary<ApiAccess, long> _accesses = [];

    /// <summary>What people try at a pod that has no container around it.</summary>
    private static readonly Dictionary<string, string> Missing = new()
    {
        ["pods/exec"] = "pods run inside the lab's own process: there is no container to run a command in",
        ["pods/attach"] = "pods run inside the lab's own process: there is no terminal to attach to",
        ["pods/portforward"] = "there is no need to forward ports: the addresses of pods and Services answer on this machine",
        ["pods/proxy"] = "there is no proxy: the addresses of pods and Services answer on this machine",
        ["services/proxy"] = "there is no proxy: the addresses of pods and Services answer on this machine",
        ["pods/ephemeralcontainers"] = "pods run inside the lab's own process: containers cannot be added to them",
        ["serviceaccounts/token"] = "it issues no tokens: use the client certificate of its kubeconfig",
    };

    /// <summary>Source of pods' logs, set by whoever runs the pods.</summary>
    internal Func<PodLogQuery, CancellationToken, IAsyncEnumerable<PodLogLine>?>? PodLogs
    {
        get => _logs.Source;
        set => _logs.Source = value;
    }

    internal ApiServerFaults Faults => options.Faults;

    internal IReadOnlyDictionary<ApiAccess, long> Accesses => _accesses.ToDictionary();

    internal async Task HandleAsync(HttpContext context)
    {
        try
        {
            Authenticate(context);
            await RouteAsync(context);
        }
        catch (ApiException refusal)
        {
            await Answers.StatusAsync(context, refusal);
        }
        catch (JsonException malformed)
        {
            await Answers.StatusAsync(context, ApiException.BadRequest($"the body of the request is not valid JSON: {malformed.Message}"));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            Left(context.Request.Method, context.Request.Path);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            Failed(fault, context.Request.Method, context.Request.Path);
            await Answers.StatusAsync(context, new ApiException(500, "InternalError", $"Internal error occurred: {fault.Message}"));
        }
    }

    private void Authenticate(HttpContext context)
    {
        if (context.Request.Path.Value is "/healthz" or "/livez" or "/readyz" or "/version")
            return;
        if (context.Connection.ClientCertificate is not { } certificate)
            throw ApiException.Unauthorized();
        IDictionary<object, object?> connection = context.Features.Get<IConnectionItemsFeature>()?.Items ?? context.Items;
        if (connection.ContainsKey(typeof(LabCertificates)))
            return;
        if (!certificates.Trusts(certificate, time.GetUtcNow()))
            throw ApiException.Unauthorized();
        connection[typeof(LabCertificates)] = true;
    }

    private Task RouteAsync(HttpContext context)
    {
        string[] path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            ["healthz" or "livez" or "readyz", ..] => Answers.TextAsync(context, "ok"),
            ["api", var version, var first, .. var rest] => ResourceAsync(context, RequestTarget.Parse(catalog, "", version, [first, .. rest])),
            ["apis", var group, var version, var first, .. var rest] => ResourceAsync(context, RequestTarget.Parse(catalog, group, version, [first, .. rest])),
            _ => _discovery.HandleAsync(context, path),
        };
    }

    private async Task ResourceAsync(HttpContext context, RequestTarget target)
    {
        Note(context, target);
        await Faults.SufferAsync(context, time);
        await ServeAsync(context, target);
    }

    private void Note(HttpContext context, RequestTarget target)
    {
        bool isWatch = context.Request.Query["watch"].ToString() is "true" or "1";
        string verb = (context.Request.Method, target.Name) switch
        {
            ("GET", _) when isWatch => "watch",
            ("GET", null) => "list",
            ("DELETE", null) => "deletecollection",
            ("PUT", _) => "update",
            ("POST", _) => "create",
            var (method, _) => method.ToLowerInvariant(),
        };
        string resource = target.Subresource.Length == 0 ? target.Resource.Plural : $"{target.Resource.Plural}/{target.Subresource}";
        _accesses.AddOrUpdate(new ApiAccess(context.Request.Headers.UserAgent.ToString(), verb, target.Resource.Group, resource), 1, (_, count) => count + 1);
    }

    private Task ServeAsync(HttpContext context, RequestTarget target)
    {
        CheckSubresource(target);
        string method = context.Request.Method;
        if (target.Resource.Verbs is ["create"])
            return ReviewHandler.HandleAsync(context, target);
        if (target is { Name: not null, Subresource: "log" })
            return HttpMethods.IsGet(method) ? _logs.HandleAsync(context, target) : throw ApiException.MethodNotAllowed();
        if (HttpMethods.IsGet(method))
        {
            bool watch = context.Request.Query["watch"].ToString() is "true" or "1";
            if (target.Name is not null && !watch)
                return _reads.GetAsync(context, target);
            return watch ? _watches.HandleAsync(context, target) : _reads.ListAsync(context, target);
        }

        return _writes.HandleAsync(context, target);
    }

    private static void CheckSubresource(RequestTarget target)
    {
        bool served = target.Subresource switch
        {
            "" => true,
            "status" => target.Resource.HasStatus,
            "scale" => target.Resource.Scale is not null,
            "log" => target.Resource.Storage == BuiltInResources.PodStorage,
            "finalize" => target.Resource.Storage == BuiltInResources.NamespaceStorage,
            _ => false,
        };
        if (!served)
            throw Missing.TryGetValue($"{target.Resource.Plural}/{target.Subresource}", out string? why)
                ? ApiException.NotInALab(why) : ApiException.NoSuchPath();
    }

    [LoggerMessage(10, LogLevel.Error, "{Method} {Path} failed")]
    private partial void Failed(Exception fault, string method, string path);

    [LoggerMessage(11, LogLevel.Debug, "{Method} {Path}: the client left or the server stops")]
    private partial void Left(string method, string path);
}

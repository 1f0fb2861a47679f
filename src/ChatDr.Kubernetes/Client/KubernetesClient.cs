using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Client;

/// <summary><see cref="IKubernetesClient"/> over HTTP/2, or 1.1 where the server has no 2. Safe for concurrent use.</summary>
public sealed partial class KubernetesClient : IKubernetesClient, IDisposable
{
    private readonly RequestSender _sender;
    private readonly DiscoveryClient _discovery;
    private readonly KubernetesClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<KubernetesClient> _logger;

    /// <summary>A client of the cluster at <paramref name="config"/>.</summary>
    /// <exception cref="KubernetesConfigException">Its certificates cannot be read.</exception>
    public KubernetesClient(KubernetesConfig config, TimeProvider time, ILogger<KubernetesClient> logger, KubernetesClientOptions? options = null)
    {
        _options = options ?? new KubernetesClientOptions();
        _sender = new RequestSender(config, _options, time);
        _sender.Check();
        _discovery = new DiscoveryClient(_sender, time);
        _time = time;
        _logger = logger;
        if (config.InsecureSkipTlsVerify)
        {
            LogInsecure(logger, config.Server);
        }
    }

    /// <inheritdoc/>
    public DiscoveryClient Discovery => _discovery;

    /// <summary>Closes the connections; running watches end.</summary>
    public void Dispose()
    {
        ((IDisposable)_discovery).Dispose();
        _sender.Dispose();
    }

    /// <inheritdoc/>
    public Task<T?> GetAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        _sender.FindAsync<T>(ResourceAddress.Object(KubernetesEntityAttribute.Of<T>(), name), cancellationToken);

    /// <inheritdoc/>
    public Task<KubernetesList<T>> ListAsync<T>(string? ns, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        _sender.CallAsync<KubernetesList<T>>(
            HttpMethod.Get, ResourceAddress.List(KubernetesEntityAttribute.Of<T>(), ns, options), null, RequestSender.JsonType, cancellationToken);

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        SendAsync<T>(
            HttpMethod.Post, ResourceAddress.Collection(KubernetesEntityAttribute.Of<T>(), RequiredNamespace(entity)), entity, options, cancellationToken);

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(NamespacedName name, V1Patch patch, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        SendAsync<T>(ResourceAddress.Object(KubernetesEntityAttribute.Of<T>(), name), patch, options, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ReplaceAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IReplaceable =>
        SendAsync<T>(HttpMethod.Put, Address(entity), entity, options, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ReplaceStatusAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IReplaceable =>
        SendAsync<T>(HttpMethod.Put, Address(entity) + "/status", entity, options, cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteAsync<T>(NamespacedName name, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var address = ResourceAddress.Object(KubernetesEntityAttribute.Of<T>(), name);
        try
        {
            await _sender.CallAsync<JsonObject>(HttpMethod.Delete, address, Body(options), RequestSender.JsonType, cancellationToken);
        }
        catch (KubernetesApiException refused) when (refused.IsNotFound)
        {
            // Gone is what was asked for.
        }
    }

    /// <inheritdoc/>
    public Task DeleteCollectionAsync<T>(string? ns, ListOptions selection, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var kind = KubernetesEntityAttribute.Of<T>();
        return kind.Namespaced && string.IsNullOrEmpty(ns)
            ? throw new ArgumentException($"{kind.PluralName} can be deleted together in one namespace only.", nameof(ns))
            : _sender.CallAsync<JsonObject>(
                HttpMethod.Delete, ResourceAddress.List(kind, ns, selection), Body(options), RequestSender.JsonType, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TSub?> GetSubResourceAsync<T, TSub>(NamespacedName name, string subResource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
        where TSub : class =>
        _sender.FindAsync<TSub>(ResourceAddress.SubResource(KubernetesEntityAttribute.Of<T>(), name, subResource), cancellationToken);

    /// <inheritdoc/>
    public Task<TSub> PatchSubResourceAsync<T, TSub>(
        NamespacedName name, string subResource, V1Patch patch, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
        where TSub : class =>
        SendAsync<TSub>(ResourceAddress.SubResource(KubernetesEntityAttribute.Of<T>(), name, subResource), patch, options, cancellationToken);

    private static string Address<T>(T entity)
        where T : class, IKubernetesObject =>
        ResourceAddress.Object(KubernetesEntityAttribute.Of<T>(), NamespacedName.Of(entity));

    private static string? RequiredNamespace<T>(T entity)
        where T : class, IKubernetesObject =>
        KubernetesEntityAttribute.Of<T>().Namespaced && string.IsNullOrEmpty(entity.Metadata.Namespace)
            ? throw new ArgumentException($"{entity.Kind} '{entity.Metadata.Name}' has to name its namespace.", nameof(entity))
            : entity.Metadata.Namespace;

    /// <summary>meta/v1 DeleteOptions.</summary>
    private static JsonObject Body(DeleteOptions options)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        Set(body, "propagationPolicy", options.PropagationPolicy);
        Set(body, "gracePeriodSeconds", options.GracePeriodSeconds);
        Set(body, "dryRun", options.DryRun ? new JsonArray("All") : null);
        if (options.Uid is not null || options.ResourceVersion is not null)
        {
            var preconditions = new JsonObject();
            Set(preconditions, "uid", options.Uid);
            Set(preconditions, "resourceVersion", options.ResourceVersion);
            body["preconditions"] = preconditions;
        }

        return body;
    }

    private static void Set(JsonObject target, string name, JsonNode? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }

    private Task<T> SendAsync<T>(HttpMethod method, string address, object body, WriteOptions options, CancellationToken cancellationToken) =>
        _sender.CallAsync<T>(method, address + ResourceAddress.Write(options), body, RequestSender.JsonType, cancellationToken);

    private Task<T> SendAsync<T>(string address, V1Patch patch, WriteOptions options, CancellationToken cancellationToken) =>
        _sender.CallAsync<T>(HttpMethod.Patch, address + ResourceAddress.Write(options), patch.Content, patch.ContentType, cancellationToken);

    [LoggerMessage(100, LogLevel.Warning, "The certificate of {Server} is not checked: anyone on the way can read and change what is said")]
    private static partial void LogInsecure(ILogger logger, Uri server);

    [LoggerMessage(101, LogLevel.Warning, "Watch {Address}: a frame of unknown type {Type} is left out")]
    private static partial void LogUnknownFrame(ILogger logger, string address, string type);
}

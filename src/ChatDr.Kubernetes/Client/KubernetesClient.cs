using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Client;

/// <summary><see cref="IKubernetesClient"/> over HTTP/2, or 1.1 where the server has no 2. Safe for concurrent use.</summary>
public sealed partial class KubernetesClient : IKubernetesClient, IDisposable
{
    private const string JsonType = "application/json";
    private const string MergePatchType = "application/merge-patch+json";
    private const string ApplyPatchType = "application/apply-patch+yaml";
    private readonly RequestSender _sender;
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
        _time = time;
        _logger = logger;
        if (config.InsecureSkipTlsVerify)
        {
            LogInsecure(logger, config.Server);
        }
    }

    /// <summary>Closes the connections; running watches end.</summary>
    public void Dispose() => _sender.Dispose();

    /// <inheritdoc/>
    public async Task<T?> GetAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            return await CallAsync<T>(HttpMethod.Get, ResourceAddress.Object(KubernetesEntityAttribute.Of<T>(), name), null, JsonType, cancellationToken);
        }
        catch (KubernetesApiException refused) when (refused.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<KubernetesList<T>> ListAsync<T>(string? ns, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        CallAsync<KubernetesList<T>>(HttpMethod.Get, ResourceAddress.List(KubernetesEntityAttribute.Of<T>(), ns, options), null, JsonType, cancellationToken);

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        CallAsync<T>(
            HttpMethod.Post, ResourceAddress.Collection(KubernetesEntityAttribute.Of<T>(), RequiredNamespace(entity)), ToBytes(entity), JsonType, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ApplyAsync<T>(T entity, string fieldManager, bool force, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        CallAsync<T>(
            HttpMethod.Patch,
            Address(entity) + ResourceAddress.Query(("fieldManager", fieldManager), ("force", force ? "true" : null)),
            ToBytes(entity),
            ApplyPatchType,
            cancellationToken);

    /// <inheritdoc/>
    public Task<T> MergePatchAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        CallAsync<T>(
            HttpMethod.Patch, ResourceAddress.Object(KubernetesEntityAttribute.Of<T>(), name), ToBytes(patch), MergePatchType, cancellationToken);

    /// <inheritdoc/>
    public Task<T> MergePatchStatusAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        CallAsync<T>(
            HttpMethod.Patch, ResourceAddress.Object(KubernetesEntityAttribute.Of<T>(), name) + "/status", ToBytes(patch), MergePatchType, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ReplaceStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        CallAsync<T>(HttpMethod.Put, Address(entity) + "/status", ToBytes(entity), JsonType, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        CallAsync<T>(HttpMethod.Put, Address(entity), ToBytes(entity), JsonType, cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteAsync<T>(NamespacedName name, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var address = ResourceAddress.Object(KubernetesEntityAttribute.Of<T>(), name);
        try
        {
            await CallAsync<JsonObject>(HttpMethod.Delete, address, ToBytes(DeleteBody(options)), JsonType, cancellationToken);
        }
        catch (KubernetesApiException refused) when (refused.IsNotFound)
        {
            // Gone is what was asked for.
        }
    }

    private static string Address<T>(T entity)
        where T : class, IKubernetesObject =>
        ResourceAddress.Object(KubernetesEntityAttribute.Of<T>(), NamespacedName.Of(entity));

    private static string? RequiredNamespace<T>(T entity)
        where T : class, IKubernetesObject =>
        KubernetesEntityAttribute.Of<T>().Namespaced && string.IsNullOrEmpty(entity.Metadata.Namespace)
            ? throw new ArgumentException($"{entity.Kind} '{entity.Metadata.Name}' has to name its namespace.", nameof(entity))
            : entity.Metadata.Namespace;

    private static JsonObject DeleteBody(DeleteOptions options)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (options.PropagationPolicy is { } policy)
        {
            body["propagationPolicy"] = policy;
        }

        if (options.GracePeriodSeconds is { } grace)
        {
            body["gracePeriodSeconds"] = grace;
        }

        if (options.Uid is not null || options.ResourceVersion is not null)
        {
            var preconditions = new JsonObject();
            Set(preconditions, "uid", options.Uid);
            Set(preconditions, "resourceVersion", options.ResourceVersion);
            body["preconditions"] = preconditions;
        }

        return body;
    }

    private static void Set(JsonObject target, string name, string? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }

    private static byte[] ToBytes<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, KubernetesJson.Options);

    private async Task<T> CallAsync<T>(HttpMethod method, string address, byte[]? body, string contentType, CancellationToken cancellationToken)
    {
        using var response = await _sender.SendAsync(() => Compose<T>(method, address, body, contentType), HttpCompletionOption.ResponseContentRead, cancellationToken);
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<T>(content, KubernetesJson.Options) ?? throw new JsonException("The body is null.");
        }
        catch (JsonException unfit)
        {
            throw new KubernetesApiException(HttpStatusCode.OK, "", $"{method} {address}: the server's answer is no {typeof(T).Name}: {unfit.Message}");
        }
    }

    private static HttpRequestMessage Compose<T>(HttpMethod method, string address, byte[]? body, string contentType)
    {
        // HttpClient's default version is not for requests that are composed, which say 1.1 unless told otherwise; 1.1 has no pings.
        var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var form in AcceptedForm<T>.MediaTypes)
        {
            request.Headers.Accept.Add(form);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        }

        return request;
    }

    [LoggerMessage(100, LogLevel.Warning, "The certificate of {Server} is not checked: anyone on the way can read and change what is said")]
    private static partial void LogInsecure(ILogger logger, Uri server);

    [LoggerMessage(101, LogLevel.Warning, "Watch {Address}: a frame of unknown type {Type} is left out")]
    private static partial void LogUnknownFrame(ILogger logger, string address, string type);
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ChatDr.Kubernetes.Json;

namespace ChatDr.Kubernetes.Client;

internal sealed partial class RequestSender
{
    public const string JsonType = "application/json";

    /// <summary>Sends <paramref name="body"/> as JSON, unless it is null, and reads the answer as a <typeparamref name="T"/>.</summary>
    /// <exception cref="KubernetesApiException">The server refused, or answered something else.</exception>
    /// <exception cref="HttpRequestException">It could not be reached or did not answer in time.</exception>
    public async Task<T> CallAsync<T>(HttpMethod method, string address, object? body, string contentType, CancellationToken cancellationToken)
    {
        var sent = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), KubernetesJson.Options);
        using var response = await SendAsync(
            () => Compose(method, address, sent, contentType, AcceptedForm<T>.MediaTypes),
            HttpCompletionOption.ResponseContentRead,
            options.RequestTimeout,
            cancellationToken);
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

    /// <summary>Reads what is at <paramref name="address"/>; null when there is nothing.</summary>
    /// <exception cref="KubernetesApiException">The server refused otherwise, or answered something else.</exception>
    /// <exception cref="HttpRequestException">It could not be reached or did not answer in time.</exception>
    public async Task<T?> FindAsync<T>(string address, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await CallAsync<T>(HttpMethod.Get, address, null, JsonType, cancellationToken);
        }
        catch (KubernetesApiException absent) when (absent.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>The successful answer to a GET, its body still to be read. <paramref name="limit"/> is until it begins.</summary>
    public Task<HttpResponseMessage> OpenAsync(
        string address, IReadOnlyList<MediaTypeWithQualityHeaderValue> accept, TimeSpan limit, CancellationToken cancellationToken) =>
        SendAsync(() => Compose(HttpMethod.Get, address, null, JsonType, accept), HttpCompletionOption.ResponseHeadersRead, limit, cancellationToken);

    private static HttpRequestMessage Compose(
        HttpMethod method, string address, byte[]? body, string contentType, IReadOnlyList<MediaTypeWithQualityHeaderValue> accept)
    {
        // HttpClient's default version is not for requests that are composed, which say 1.1 unless told otherwise; 1.1 has no pings.
        var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var form in accept)
        {
            request.Headers.Accept.Add(form);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        }

        return request;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Metrics;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// Sends requests with credentials, and again where that is right: when the server asks for it by Retry-After (client-go's rule), once after a 401 with a
/// renewable token, and after a transport failure if the request only reads. A write that may have reached the server is never repeated blindly.
/// </summary>
internal sealed class RequestSender(KubernetesConfig config, KubernetesClientOptions options, TimeProvider time) : IDisposable
{
    private const int TransportRetries = 2;
    private static readonly TimeSpan TransportRetryDelay = TimeSpan.FromMilliseconds(200);
    private readonly HttpClient _http = Transport.Create(config, options);
    private readonly BearerToken _token = new(config, time);
    private readonly string _root = config.Server.AbsolutePath.TrimEnd('/');
    private readonly string _host = config.Server.Authority;

    public void Dispose() => _http.Dispose();

    /// <summary>The successful answer to what <paramref name="compose"/> makes; with <paramref name="completion"/> headers-only its body is still to be read.</summary>
    /// <exception cref="KubernetesApiException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached or did not answer in time.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> compose, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        var retries = 0;
        var transportRetries = 0;
        var renewed = false;
        while (true)
        {
            using var request = compose();
            HttpResponseMessage response;
            try
            {
                response = await AttemptAsync(request, completion, cancellationToken);
            }
            catch (HttpRequestException) when (request.Method == HttpMethod.Get && transportRetries < TransportRetries)
            {
                transportRetries++;
                ClientMetrics.Retried(request, _host, null);
                await Task.Delay(TransportRetryDelay, time, cancellationToken);
                continue;
            }

            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized && _token.IsRenewable && !renewed)
                {
                    renewed = true;
                    _token.Drop();
                }
                else if (RetryDelay(response) is { } delay && retries < options.MaxRetries)
                {
                    retries++;
                    ClientMetrics.Retried(request, _host, response.StatusCode);
                    await Task.Delay(delay, time, cancellationToken);
                }
                else
                {
                    throw ErrorResponse.From(request, response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
                }
            }
        }
    }

    private static TimeSpan? RetryDelay(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500 ? ErrorResponse.RetryAfter(response) : null;

    private async Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(_root + request.RequestUri, UriKind.Relative);
        if (await _token.GetAsync(cancellationToken) is { Length: > 0 } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var limit = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var started = time.GetTimestamp();
        HttpStatusCode? status = null;
        try
        {
            var response = await _http.SendAsync(request, completion, either.Token);
            status = response.StatusCode;
            return response;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(
                HttpRequestError.Unknown,
                $"{request.Method} {config.Server.GetLeftPart(UriPartial.Authority)}{request.RequestUri}: no answer within {options.RequestTimeout.TotalSeconds:0.#} s.");
        }
        catch (SocketException broken)
        {
            // HttpClient lets the socket's own exception through when a connection breaks the moment it is made.
            throw new HttpRequestException(
                HttpRequestError.ConnectionError, $"{request.Method} {config.Server.GetLeftPart(UriPartial.Authority)}{request.RequestUri}: {broken.Message}", broken);
        }
        finally
        {
            ClientMetrics.Answered(request, _host, status, time.GetElapsedTime(started));
        }
    }
}

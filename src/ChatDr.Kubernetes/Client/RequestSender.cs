using System.Net;
using System.Net.Sockets;
using ChatDr.Kubernetes.Authentication;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Metrics;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// Sends requests with credentials, and again where that is right: when the server asks for it by Retry-After (client-go's rule), once after a 401 with
/// renewable credentials, and after a connection that breaks if the request only reads. A write that may have reached the server is never repeated blindly, nor
/// anything that was not answered in time: the caller waited long enough.
/// </summary>
internal sealed partial class RequestSender(KubernetesConfig config, KubernetesClientOptions options, TimeProvider time) : IDisposable
{
    private const int TransportRetries = 2;
    private static readonly TimeSpan TransportRetryDelay = TimeSpan.FromMilliseconds(200);
    private readonly Transport _transport = new(config, options, time);
    private readonly ICredentialSource _credentials = config.Exec is { } exec && config.TokenFile is null && config.Token is null && config.UserName is null
        ? new ExecCredentials(exec, time)
        : new ConfiguredCredentials(config, time);
    private readonly string _root = config.Server.AbsolutePath.TrimEnd('/');
    private readonly string _host = config.Server.Authority;

    /// <summary>Tells at once what is wrong with what the configuration itself holds.</summary>
    /// <exception cref="KubernetesConfigException">Its certificates cannot be used, or whom it impersonates cannot be said.</exception>
    public void Check()
    {
        if (config.Impersonate is { } other && (other.Groups.Count > 1 || other.Extra.Values.Any(values => values.Count > 1)))
        {
            throw new KubernetesConfigException(
                $"Impersonating '{other.User}' with several groups, or several values of an extra field, is not possible: "
                + "they would have to be headers of their own, "
                + ".NET joins them into one, and the server would take that for one strange group. Name one, or give the user a token.");
        }

        _transport.Check();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transport.Dispose();
        (_credentials as IDisposable)?.Dispose();
    }

    /// <summary>
    /// The successful answer to what <paramref name="compose"/> makes; with <paramref name="completion"/> headers-only its body is still to be read.
    /// <paramref name="limit"/> is that of one attempt.
    /// </summary>
    /// <exception cref="KubernetesApiException">The server refused.</exception>
    /// <exception cref="HttpRequestException">It could not be reached or did not answer in time.</exception>
    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> compose, HttpCompletionOption completion, TimeSpan limit, CancellationToken cancellationToken)
    {
        var retries = 0;
        var transportRetries = 0;
        var renewed = false;
        while (true)
        {
            using var request = compose();
            var (identity, http) = await PrepareAsync(cancellationToken);
            HttpResponseMessage response;
            try
            {
                response = await AttemptAsync(http, request, identity, completion, limit, cancellationToken);
            }
            catch (HttpRequestException broken) when (
                request.Method == HttpMethod.Get && transportRetries < TransportRetries && broken.InnerException is not TimeoutException)
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
                if (response.StatusCode == HttpStatusCode.Unauthorized && _credentials.IsRenewable && !renewed)
                {
                    renewed = true;
                    _credentials.Reject(identity);
                }
                else if (RetryDelay(response) is { } delay && retries < options.MaxRetries)
                {
                    retries++;
                    ClientMetrics.Retried(request, _host, response.StatusCode);
                    await Task.Delay(delay, time, cancellationToken);
                }
                else
                {
                    throw ErrorResponse.From(request, response, await RefusalAsync(response, cancellationToken));
                }
            }
        }
    }

    /// <summary>The body of a refusal; empty when it does not come in time, because the status says enough.</summary>
    private async Task<byte[]> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var overdue = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overdue.Token);
        try
        {
            return await response.Content.ReadAsByteArrayAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    private static TimeSpan? RetryDelay(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500 ? ErrorResponse.RetryAfter(response) : null;

    /// <summary>
    /// Who we are now, and what to send with. A certificate and a key that do not fit are looked at once more, and again at the next call: files are replaced
    /// one after the other.
    /// </summary>
    private async Task<(Identity Identity, HttpClient Http)> PrepareAsync(CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            var identity = await _credentials.GetAsync(cancellationToken);
            try
            {
                return (identity, await _transport.GetAsync(identity, cancellationToken));
            }
            catch (HttpRequestException unusable) when (unusable.InnerException is KubernetesConfigException)
            {
                _credentials.Reject(identity);
                if (again || !_credentials.IsRenewable)
                {
                    throw;
                }
            }
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(
        HttpClient http, HttpRequestMessage request, Identity identity, HttpCompletionOption completion, TimeSpan limit, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(_root + request.RequestUri, UriKind.Relative);
        request.Headers.Authorization = identity.Authorization;
        Impersonate(request);
        using var overdue = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overdue.Token);
        var started = time.GetTimestamp();
        HttpStatusCode? status = null;
        if (request.Method != HttpMethod.Get)
        {
            options.BeforeWrite?.Invoke();
        }

        try
        {
            var response = await http.SendAsync(request, completion, either.Token);
            status = response.StatusCode;
            return response;
        }
        catch (OperationCanceledException) when (overdue.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var told = $"{request.Method} {config.Server.GetLeftPart(UriPartial.Authority)}{request.RequestUri}: no answer within {limit.TotalSeconds:0.#} s.";
            throw new HttpRequestException(HttpRequestError.Unknown, told, new TimeoutException(told));
        }
        catch (SocketException broken)
        {
            // HttpClient lets the socket's own exception through when a connection breaks the moment it is made.
            throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                $"{request.Method} {config.Server.GetLeftPart(UriPartial.Authority)}{request.RequestUri}: {broken.Message}",
                broken);
        }
        finally
        {
            ClientMetrics.Answered(request, _host, status, time.GetElapsedTime(started));
        }
    }

    private void Impersonate(HttpRequestMessage request)
    {
        if (config.Impersonate is not { } other)
        {
            return;
        }

        request.Headers.Add("Impersonate-User", other.User);
        if (other.Uid is { } uid)
        {
            request.Headers.Add("Impersonate-Uid", uid);
        }

        foreach (var group in other.Groups)
        {
            request.Headers.Add("Impersonate-Group", group);
        }

        foreach (var (key, values) in other.Extra)
        {
            // A key is part of a header's name, so that whatever may not stand there is percent-encoded.
            request.Headers.Add($"Impersonate-Extra-{Uri.EscapeDataString(key)}", values);
        }
    }
}

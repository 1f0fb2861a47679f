using System.Net;
using System.Text;
using System.Text.Json;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>Makes the exception for an answer that is no success: from the Status object in it, or from the text that some proxy put there.</summary>
internal static class ErrorResponse
{
    private const int TextKept = 2048;

    public static KubernetesApiException From(HttpRequestMessage request, HttpResponseMessage response, byte[] body) =>
        From(body, response.StatusCode, RetryAfter(response), $"{request.Method} {request.RequestUri?.PathAndQuery}");

    /// <summary>The exception for a Status object, as it comes in an answer or in a watch's ERROR frame, or for whatever came instead.</summary>
    public static KubernetesApiException From(ReadOnlySpan<byte> answer, HttpStatusCode fallback, TimeSpan? retryAfter, string what)
    {
        try
        {
            if (JsonSerializer.Deserialize<V1Status>(answer, KubernetesJson.Options) is { Kind: "Status" } status)
            {
                var code = status.Code > 0 ? (HttpStatusCode)status.Code : fallback;
                retryAfter ??= status.Details?.RetryAfterSeconds > 0 ? TimeSpan.FromSeconds(status.Details.RetryAfterSeconds.Value) : null;
                return new KubernetesApiException(code, status.Reason ?? "", $"{what}: {(int)code} {status.Message}", retryAfter) { Details = status.Details };
            }
        }
        catch (JsonException)
        {
            // Not from the API server itself: the text below is all there is.
        }

        var text = Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, TextKept)]).Trim();
        return new KubernetesApiException(fallback, "", $"{what}: HTTP {(int)fallback} {text}", retryAfter);
    }

    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;
}

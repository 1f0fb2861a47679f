using System.Net;
using System.Text;
using System.Text.Json;

namespace ChatDr.Kubernetes.Client;

/// <summary>Makes the exception for an answer that is no success: from the Status object in it, or from the text that some proxy put there.</summary>
internal static class ErrorResponse
{
    private const int TextKept = 2048;

    public static KubernetesApiException From(HttpRequestMessage request, HttpResponseMessage response, byte[] body)
    {
        var what = $"{request.Method} {request.RequestUri?.PathAndQuery}";
        var retryAfter = RetryAfter(response);
        try
        {
            using var document = JsonDocument.Parse(body);
            if (IsStatus(document.RootElement))
            {
                return From(document.RootElement, response.StatusCode, retryAfter, what);
            }
        }
        catch (JsonException)
        {
            // Not from the API server itself: the text below is all there is.
        }

        var text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, TextKept))).Trim();
        return new KubernetesApiException(response.StatusCode, "", $"{what}: HTTP {(int)response.StatusCode} {text}", retryAfter);
    }

    /// <summary>The exception for a Status object, such as a watch's ERROR frame.</summary>
    public static KubernetesApiException From(JsonElement status, HttpStatusCode fallback, TimeSpan? retryAfter, string what)
    {
        var code = status.TryGetProperty("code", out var number) && number.TryGetInt32(out var value) && value > 0 ? (HttpStatusCode)value : fallback;
        if (retryAfter is null
            && status.TryGetProperty("details", out var details)
            && details.ValueKind == JsonValueKind.Object
            && details.TryGetProperty("retryAfterSeconds", out var seconds)
            && seconds.TryGetInt32(out var wait)
            && wait > 0)
        {
            retryAfter = TimeSpan.FromSeconds(wait);
        }

        return new KubernetesApiException(code, Text(status, "reason"), $"{what}: {(int)code} {Text(status, "message")}", retryAfter);
    }

    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private static bool IsStatus(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && Text(root, "kind") == "Status";

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

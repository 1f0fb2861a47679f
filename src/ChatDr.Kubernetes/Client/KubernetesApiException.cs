using System.Net;

namespace ChatDr.Kubernetes.Client;

/// <summary>The API server refused a request. Decide on the predicates, which look at the machine-readable reason, never at the message.</summary>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="reason">The Status object's reason, such as <c>NotFound</c>; empty when the answer was no Status object.</param>
/// <param name="message">The server's message.</param>
/// <param name="retryAfter">How long the server asks to wait.</param>
public sealed class KubernetesApiException(HttpStatusCode statusCode, string reason, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>The Status object's reason; empty when the answer was no Status object.</summary>
    public string Reason { get; } = reason;

    /// <summary>How long the server asks to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>There is no such object (or no such kind).</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>The name is taken.</summary>
    public bool IsAlreadyExists => Reason == "AlreadyExists";

    /// <summary>The object has changed since it was read, or another field manager owns a field.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && Reason != "AlreadyExists";

    /// <summary>The object breaks its schema or a rule.</summary>
    public bool IsInvalid => Reason == "Invalid";

    /// <summary>The caller may not do this.</summary>
    public bool IsForbidden => StatusCode == HttpStatusCode.Forbidden;

    /// <summary>The resource version or paging token is too old: list again.</summary>
    public bool IsGone => StatusCode == HttpStatusCode.Gone;
}

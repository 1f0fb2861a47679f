using System.Collections.Frozen;
using System.Net;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// The API server refused a request. Decide on the predicates, never on the message: they look at the machine-readable reason, and at the HTTP status where
/// there is no reason that they know, as in a proxy's answer. Source: apimachinery, <c>pkg/api/errors</c>.
/// </summary>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="reason">The Status object's reason, such as <c>NotFound</c>; empty when the answer was no Status object.</param>
/// <param name="message">The server's message.</param>
/// <param name="retryAfter">How long the server asks to wait.</param>
public sealed class KubernetesApiException(HttpStatusCode statusCode, string reason, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "Unauthorized",
        "Forbidden",
        "NotFound",
        "AlreadyExists",
        "Conflict",
        "Gone",
        "Invalid",
        "ServerTimeout",
        "StoreReadError",
        "Timeout",
        "TooManyRequests",
        "BadRequest",
        "MethodNotAllowed",
        "NotAcceptable",
        "RequestEntityTooLarge",
        "UnsupportedMediaType",
        "InternalError",
        "Expired",
        "ServiceUnavailable");

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>The Status object's reason; empty when the answer was no Status object.</summary>
    public string Reason { get; } = reason;

    /// <summary>How long the server asks to wait before the next try.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>What it is about: the object, and each single thing that is wrong.</summary>
    public V1StatusDetails? Details { get; init; }

    /// <summary>The caller is not known.</summary>
    public bool IsUnauthorized => Is("Unauthorized", HttpStatusCode.Unauthorized);

    /// <summary>The caller may not do this.</summary>
    public bool IsForbidden => Is("Forbidden", HttpStatusCode.Forbidden);

    /// <summary>There is no such object (or no such kind).</summary>
    public bool IsNotFound => Is("NotFound", HttpStatusCode.NotFound);

    /// <summary>The name is taken.</summary>
    public bool IsAlreadyExists => Reason == "AlreadyExists";

    /// <summary>The object has changed since it was read, or another field manager owns a field.</summary>
    public bool IsConflict => Is("Conflict", HttpStatusCode.Conflict);

    /// <summary>The object breaks its schema or a rule, or a test of a JSON patch failed.</summary>
    public bool IsInvalid => Is("Invalid", HttpStatusCode.UnprocessableEntity);

    /// <summary>The resource version or paging token is too old: list again.</summary>
    public bool IsGone => Reason == "Expired" || Is("Gone", HttpStatusCode.Gone);

    /// <summary>The server has too much to do, or a disruption budget forbids an eviction for now.</summary>
    public bool IsTooManyRequests => Is("TooManyRequests", HttpStatusCode.TooManyRequests);

    /// <summary>An eviction would take more pods than a PodDisruptionBudget allows; the message and the causes name it.</summary>
    public bool IsBlockedByDisruptionBudget => IsTooManyRequests && HasCause("DisruptionBudget");

    /// <summary>The server could not do it in time; it may have been done nevertheless.</summary>
    public bool IsTimeout => Is("Timeout", HttpStatusCode.GatewayTimeout);

    /// <summary>The server could not do it now, and says when to try again.</summary>
    public bool IsServerTimeout => Reason == "ServerTimeout";

    /// <summary>A fault within the server.</summary>
    public bool IsInternalError => Is("InternalError", HttpStatusCode.InternalServerError);

    /// <summary>The server, or one behind it that serves the kind, is not there.</summary>
    public bool IsServiceUnavailable => Is("ServiceUnavailable", HttpStatusCode.ServiceUnavailable);

    /// <summary>The server has not come as far as the resource version that was asked for: it lags behind another that answered before.</summary>
    public bool IsResourceVersionTooLarge => IsTimeout && HasCause("ResourceVersionTooLarge");

    /// <summary>Whether one of the single things that are wrong has this reason, such as <c>FieldManagerConflict</c>.</summary>
    public bool HasCause(string reason) => Details?.Causes?.Any(cause => cause.Reason == reason) == true;

    private bool Is(string reason, HttpStatusCode code) => Reason == reason || (StatusCode == code && !Known.Contains(Reason));
}

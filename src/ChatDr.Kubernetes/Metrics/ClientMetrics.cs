using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>Requests to API servers, under client-go's names.</summary>
internal static class ClientMetrics
{
    private static readonly Counter<long> Requests = KubernetesMeter.Instance.CreateCounter<long>(
        "rest_client_requests_total", description: "Number of HTTP requests, partitioned by status code, method, and host.");

    private static readonly Counter<long> Retries = KubernetesMeter.Instance.CreateCounter<long>(
        "rest_client_request_retries_total", description: "Number of request retries, partitioned by status code, verb, and host.");

    private static readonly Histogram<double> Duration = KubernetesMeter.Instance.CreateHistogram(
        "rest_client_request_duration_seconds",
        description: "Request latency in seconds, partitioned by verb and host.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .025, .1, .25, .5, 1, 2, 4, 8, 15, 30, 60] });

    public static void Answered(HttpRequestMessage request, string host, HttpStatusCode? status, TimeSpan took)
    {
        Requests.Add(1, new TagList { { "code", Code(status) }, { "method", request.Method.Method }, { "host", host } });
        Duration.Record(took.TotalSeconds, new TagList { { "verb", request.Method.Method }, { "host", host } });
    }

    public static void Retried(HttpRequestMessage request, string host, HttpStatusCode? status) =>
        Retries.Add(1, new TagList { { "code", Code(status) }, { "verb", request.Method.Method }, { "host", host } });

    private static string Code(HttpStatusCode? status) => status is { } code ? ((int)code).ToString(CultureInfo.InvariantCulture) : "<error>";
}

using System.Diagnostics.Metrics;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Metrics;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Tests.Fakes;

namespace ChatDr.Kubernetes.Tests.Metrics;

public sealed class ClientMetricsTests
{
    /// <summary>client-go's names and labels, so that its dashboards and alerts work.</summary>
    [Fact]
    public async Task Requests_AreCountedByCodeMethodAndHost_FailuresToo()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        var host = server.Config.Server.Authority;
        var seen = new List<string>();
        using var listener = Listen(host, seen);
        server.Next("{}", 429, retryAfter: "0");
        server.Next("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"ns"}}""");
        server.Next(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        await client.GetAsync<V1ConfigMap>(new("ns", "a"), default);
        await Should.ThrowAsync<HttpRequestException>(() => client.DeleteAsync<V1ConfigMap>(new("ns", "a"), new DeleteOptions(), default));

        seen.ShouldBe([
            "rest_client_requests_total 429 GET",
            "rest_client_request_duration_seconds GET",
            "rest_client_request_retries_total 429 GET",
            "rest_client_requests_total 200 GET",
            "rest_client_request_duration_seconds GET",
            "rest_client_requests_total <error> DELETE",
            "rest_client_request_duration_seconds DELETE"]);
    }

    private static MeterListener Listen(string host, List<string> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == KubernetesMeter.Name && instrument.Name.StartsWith("rest_client", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        return listener;

        // Other tests' clients are told of too: their hosts differ.
        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = tags.ToArray();
            if (labels.Any(label => label.Key == "host" && (string?)label.Value == host))
            {
                seen.Add(string.Join(' ', labels.Where(label => label.Key != "host").Select(label => label.Value).Prepend(instrument.Name)));
            }
        }
    }
}

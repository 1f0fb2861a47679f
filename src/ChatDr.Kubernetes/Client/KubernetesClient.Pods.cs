using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

public sealed partial class KubernetesClient
{
    /// <summary>Text; a refusal is JSON.</summary>
    private static readonly MediaTypeWithQualityHeaderValue[] LogForms = [new("application/json"), new("*/*")];

    private static readonly KubernetesEntityAttribute Pods = KubernetesEntityAttribute.Of<V1Pod>();

    /// <inheritdoc/>
    public async Task<Stream> ReadPodLogAsync(NamespacedName pod, PodLogOptions options, CancellationToken cancellationToken)
    {
        var address = ResourceAddress.SubResource(Pods, pod, "log") + ResourceAddress.Query(
            ("container", options.Container),
            ("follow", options.Follow ? "true" : null),
            ("previous", options.Previous ? "true" : null),
            ("timestamps", options.Timestamps ? "true" : null),
            ("tailLines", options.TailLines?.ToString(CultureInfo.InvariantCulture)),
            ("sinceTime", options.SinceTime?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)));

        // A server need not begin to answer before the container says something.
        var limit = options.Follow ? Timeout.InfiniteTimeSpan : _options.RequestTimeout;
        var response = await _sender.OpenAsync(address, LogForms, limit, cancellationToken);
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task EvictAsync(NamespacedName pod, DeleteOptions options, CancellationToken cancellationToken)
    {
        // A 404 has to mean that there is no such pod.
        var served = (await _discovery.GetResourcesAsync("v1", cancellationToken)).FirstOrDefault(resource => resource.Name == "pods/eviction")
            ?? throw new KubernetesApiException(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed", $"Evict pod {pod}: the server has no pods/eviction.");
        var eviction = new JsonObject
        {
            // Servers before 1.22 know v1beta1 only, later ones may have v1 only; which one they take, they say.
            ["apiVersion"] = $"policy/{served.Version ?? "v1"}",
            ["kind"] = "Eviction",
            ["metadata"] = new JsonObject { ["namespace"] = pod.Namespace, ["name"] = pod.Name },
            ["deleteOptions"] = Body(options),
        };
        try
        {
            await _sender.CallAsync<JsonObject>(
                HttpMethod.Post, ResourceAddress.SubResource(Pods, pod, "eviction"), eviction, RequestSender.JsonType, cancellationToken);
        }
        catch (KubernetesApiException refused) when (refused.IsNotFound)
        {
            // Gone is what was asked for.
        }
    }
}

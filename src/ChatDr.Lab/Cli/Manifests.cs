using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Cli;

/// <summary>Applies YAML as <c>kubectl apply --server-side</c> does, for the kinds that the lab's own files hold.</summary>
/// <param name="client">The API server.</param>
internal sealed class Manifests(IKubernetesClient client)
{
    private const string FieldManager = "chatdr-lab";

    /// <summary>Applies every document; those that name no namespace go to <paramref name="ns"/>.</summary>
    /// <exception cref="NotSupportedException">A document is of another kind.</exception>
    public async Task ApplyAsync(string yaml, string ns, CancellationToken cancellationToken)
    {
        foreach (var document in KubernetesYaml.ReadDocuments(yaml))
        {
            await ApplyAsync(document, ns, cancellationToken);
        }
    }

    private Task ApplyAsync(JsonObject document, string ns, CancellationToken cancellationToken) => (string?)document["kind"] switch
    {
        "Secret" => ApplyAsync<V1Secret>(document, ns, cancellationToken),
        "ConfigMap" => ApplyAsync<V1ConfigMap>(document, ns, cancellationToken),
        "PersistentVolumeClaim" => ApplyAsync<V1PersistentVolumeClaim>(document, ns, cancellationToken),
        "CustomResourceDefinition" => ApplyAsync<V1CustomResourceDefinition>(document, "", cancellationToken),
        "StretchedChatPool" => ApplyAsync<StretchedChatPool>(document, ns, cancellationToken),
        "PoolFailover" => ApplyAsync<PoolFailover>(document, ns, cancellationToken),
        var kind => throw new NotSupportedException($"The lab applies no {kind}; use kubectl."),
    };

    private async Task ApplyAsync<T>(JsonObject document, string ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        if (ns.Length > 0)
        {
            document["metadata"]!["namespace"] ??= ns;
        }

        var entity = document.Deserialize<T>(KubernetesJson.Options) ?? throw new FormatException($"A document of kind {typeof(T).Name} is empty.");
        await client.ApplyAsync(entity, FieldManager, true, cancellationToken);
    }
}

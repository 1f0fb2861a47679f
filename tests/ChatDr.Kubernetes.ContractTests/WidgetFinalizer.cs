using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>Leaves a ConfigMap behind that says that it cleaned up.</summary>
public sealed class WidgetFinalizer(IKubernetesClient client) : IFinalizer<Widget>
{
    /// <summary>Its mark on widgets.</summary>
    public const string Mark = "example.org/widget";

    /// <inheritdoc/>
    public async Task<FinalizeResult> FinalizeAsync(Widget entity, CancellationToken cancellationToken)
    {
        var note = new V1ConfigMap { Metadata = new() { Namespace = entity.Metadata.Namespace, Name = $"cleaned-{entity.Metadata.Name}" } };
        await client.ApplyAsync(note, "widget-finalizer", force: true, cancellationToken);
        return FinalizeResult.Done;
    }
}

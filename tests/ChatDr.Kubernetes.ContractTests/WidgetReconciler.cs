using System.Globalization;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>Keeps a ConfigMap for each widget, with its size in it.</summary>
public sealed class WidgetReconciler(IKubernetesClient client, IEntityCache<Widget> widgets, IEventPublisher events) : IReconciler<Widget>
{
    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (widgets.Get(name) is not { } widget)
        {
            return ReconcileResult.Done;
        }

        var wanted = new V1ConfigMap
        {
            Metadata = new()
            {
                Namespace = name.Namespace,
                Name = name.Name,
                OwnerReferences = [V1OwnerReference.ControllerOf(widget, name.Namespace)],
            },
            Data = new Dictionary<string, string> { ["size"] = widget.Spec.Size!.Value.ToString(CultureInfo.InvariantCulture) },
        };
        await client.ApplyAsync(wanted, "widget-operator", force: true, cancellationToken);
        events.Publish(widget, EventType.Normal, "Sized", $"Size is {widget.Spec.Size}.");
        return ReconcileResult.Done;
    }
}

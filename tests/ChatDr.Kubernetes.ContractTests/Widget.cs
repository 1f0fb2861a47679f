using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>A custom resource to test with.</summary>
[KubernetesEntity(Group = "contract.chatdr.dev", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
public sealed record Widget : IReplaceable
{
    /// <summary>The definition of the kind.</summary>
    public static V1CustomResourceDefinition Definition => KubernetesYaml.Deserialize<V1CustomResourceDefinition>(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.contract.chatdr.dev}
        spec:
          group: contract.chatdr.dev
          scope: Namespaced
          names: {kind: Widget, listKind: WidgetList, plural: widgets, singular: widget}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  spec:
                    type: object
                    required: [size]
                    properties:
                      size: {type: integer, format: int32, minimum: 1}
                      colour: {type: string, enum: [Red, Green], default: Green}
                      at: {type: string, format: date-time}
                  status:
                    type: object
                    properties:
                      seen: {type: integer, format: int32}
        """);

    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "contract.chatdr.dev/v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "Widget";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    public required WidgetSpec Spec { get; init; }

    /// <summary>What is.</summary>
    public WidgetStatus? Status { get; init; }
}

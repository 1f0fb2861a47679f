using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Metrics;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using Microsoft.AspNetCore.Builder;

var builder = WebApplication.CreateBuilder(args);
var election = new LeaderElectionOptions { Namespace = "default", LeaseName = "greeting-operator" };
builder.Services.AddPrometheus();
builder.Services
    .AddKubernetesOperator(options => (options.Name, options.LeaderElection) = ("greeting-operator", election))
    .AddController<GreetingReconciler, Greeting>(controller => controller
        .Owns<V1ConfigMap>()
        .Finalizes<Farewell>("example.org/farewell"));
var app = builder.Build();
app.MapOperatorHealth();
app.MapPrometheus();
await app.RunAsync();

[KubernetesEntity(Group = "example.org", ApiVersion = "v1", Kind = "Greeting", PluralName = "greetings")]
public sealed record Greeting : IKubernetesObject
{
    public string ApiVersion { get; init; } = "example.org/v1";
    public string Kind { get; init; } = "Greeting";
    public V1ObjectMeta Metadata { get; init; } = new();
    public GreetingSpec Spec { get; init; } = new();
}

public sealed record GreetingSpec(string? Name = null);

public sealed class GreetingReconciler(IKubernetesClient client, IEntityCache<Greeting> greetings, IEventPublisher events) : IReconciler<Greeting>
{
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (greetings.Get(name) is not { } greeting)
        {
            return ReconcileResult.Done;
        }

        var wanted = new V1ConfigMap
        {
            Metadata = new() { Namespace = name.Namespace, Name = name.Name, OwnerReferences = [V1OwnerReference.ControllerOf(greeting, name.Namespace)] },
            Data = new Dictionary<string, string> { ["text"] = $"Hello, {greeting.Spec.Name}!" },
        };
        await client.ApplyAsync(wanted, "greeting-operator", force: true, cancellationToken);
        events.Publish(greeting, EventType.Normal, "Greeted", $"ConfigMap {name.Name} greets {greeting.Spec.Name}.");
        return ReconcileResult.After(TimeSpan.FromMinutes(10));
    }
}

public sealed class Farewell(IEventPublisher events) : IFinalizer<Greeting>
{
    public Task<FinalizeResult> FinalizeAsync(Greeting entity, CancellationToken cancellationToken)
    {
        events.Publish(entity, EventType.Normal, "Farewell", $"Goodbye, {entity.Spec.Name}.");
        return Task.FromResult(FinalizeResult.Done);
    }
}

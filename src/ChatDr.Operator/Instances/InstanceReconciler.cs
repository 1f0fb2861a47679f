using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Children;
using ChatDr.SqlServer.Provisioning;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.Operator.Instances;

/// <summary>Runs one SQL Server engine and makes it ready for mirroring.</summary>
internal sealed class InstanceReconciler(
    IKubernetesClient client,
    IEntityCache<SqlServerInstance> instances,
    IEntityCache<V1StatefulSet> statefulSets,
    IEntityCache<V1Service> services,
    IEntityCache<V1Secret> secrets,
    InstanceEndpoints endpoints,
    ChildApplier children,
    InstanceProvisioner provisioner,
    StatusWriter statusWriter,
    IEventPublisher events,
    TimeProvider time) : IReconciler<SqlServerInstance>
{
    private static readonly TimeSpan WhileReady = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhileNot = TimeSpan.FromSeconds(1);

    /// <summary>What was provisioned in this process's life, so that a ready instance is only asked who it is.</summary>
    private readonly ConcurrentDictionary<NamespacedName, Provisioned> _provisioned = [];

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (instances.Get(name) is not { } cached)
        {
            _provisioned.TryRemove(name, out _);
            return ReconcileResult.Done;
        }

        var instance = statusWriter.Latest(cached);
        if (instance.Metadata.DeletionTimestamp is not null)
        {
            await FinishDeletionAsync(instance, cancellationToken);
            return ReconcileResult.Done;
        }

        if (await KeepFinalizerAsync(instance, cancellationToken))
        {
            return ReconcileResult.After(WhileNot);
        }

        var finding = await BringUpAsync(instance, cancellationToken);
        var desired = InstanceStatus.Of(instance, finding, time.GetUtcNow());
        PublishChange(instance, desired);
        var write = await statusWriter.WriteAsync(instance, instance.Status, desired, cancellationToken);
        return finding switch
        {
            { Problem: not null } => ReconcileResult.After(TimeSpan.FromSeconds(30)),
            { Identity: not null, Waiting: null } when write != StatusWrite.Conflict => ReconcileResult.After(WhileReady),
            _ => ReconcileResult.After(WhileNot),
        };
    }

    private async Task<InstanceFinding> BringUpAsync(SqlServerInstance instance, CancellationToken cancellationToken)
    {
        var ns = instance.Metadata.Namespace ?? "";
        var login = instance.Spec.ApplicationLogin;
        var loginSecret = login is null ? null : secrets.Get(new NamespacedName(ns, login.SecretRef.Name));
        var credentials = secrets.Get(new NamespacedName(ns, instance.Spec.CredentialsSecretRef.Name));
        if (InstanceValidator.Validate(instance, credentials, loginSecret) is { } problem)
        {
            return new InstanceFinding { Problem = problem };
        }

        if (instance.Spec.External is null)
        {
            var name = NamespacedName.Of(instance);
            await children.EnsureAsync(InstanceChildren.Service(instance), services.Get(name), cancellationToken);
            await children.EnsureAsync(InstanceChildren.StatefulSet(instance), statefulSets.Get(name), cancellationToken);
        }

        if (endpoints.For(instance) is not { } endpoint)
        {
            return new InstanceFinding { Waiting = "Its Service has no address yet." };
        }

        try
        {
            return await ProvisionAsync(instance, endpoint, login is null ? null : InstanceSecrets.Login(login, loginSecret), cancellationToken);
        }
        catch (SqlServerException noAnswer)
        {
            return new InstanceFinding { Endpoint = endpoint, Waiting = noAnswer.Message };
        }
    }

    private async Task<InstanceFinding> ProvisionAsync(SqlServerInstance instance, SqlEndpoint endpoint, LoginGoal? login, CancellationToken cancellationToken)
    {
        var identity = await provisioner.IdentifyAsync(endpoint, cancellationToken);
        var name = NamespacedName.Of(instance);
        var wanted = new Provisioned(instance.Metadata.Uid, identity.StartedAt, login?.Password, login?.Disabled);
        if (!_provisioned.TryGetValue(name, out var done) || done != wanted)
        {
            var role = instance.Spec.Role == InstanceRole.Witness ? EndpointRole.Witness : EndpointRole.All;
            await provisioner.EnsureEndpointAsync(
                endpoint, identity.ServerName, instance.Spec.External?.MirroringPort ?? InstanceChildren.MirroringPort, role, cancellationToken);
            if (login is not null)
            {
                await provisioner.EnsureLoginAsync(endpoint, login, cancellationToken);
            }

            _provisioned[name] = wanted;
        }

        return new InstanceFinding { Endpoint = endpoint, Identity = identity, LoginDisabled = login?.Disabled };
    }

    /// <summary>A volume from a claim template has no owner, so a finalizer sees to it where the policy is Delete. Whether the object was changed.</summary>
    private async Task<bool> KeepFinalizerAsync(SqlServerInstance instance, CancellationToken cancellationToken)
    {
        var has = instance.Metadata.Finalizers?.Contains(InstanceLabels.DeleteDataFinalizer) == true;
        var wants = instance.Spec is { DeletionPolicy: DeletionPolicy.Delete, External: null };
        if (has == wants)
        {
            return false;
        }

        IEnumerable<string> others = (instance.Metadata.Finalizers ?? []).Where(finalizer => finalizer != InstanceLabels.DeleteDataFinalizer);
        await PatchFinalizersAsync(instance, wants ? others.Append(InstanceLabels.DeleteDataFinalizer) : others, cancellationToken);
        return true;
    }

    private async Task FinishDeletionAsync(SqlServerInstance instance, CancellationToken cancellationToken)
    {
        if (instance.Metadata.Finalizers?.Contains(InstanceLabels.DeleteDataFinalizer) != true)
        {
            return;
        }

        if (instance.Spec.DeletionPolicy == DeletionPolicy.Delete)
        {
            var claim = new NamespacedName(instance.Metadata.Namespace ?? "", InstanceChildren.DataClaim(instance.Metadata.Name!));
            await client.DeleteAsync<V1PersistentVolumeClaim>(claim, new DeleteOptions(), cancellationToken);
        }

        await PatchFinalizersAsync(
            instance, instance.Metadata.Finalizers.Where(finalizer => finalizer != InstanceLabels.DeleteDataFinalizer), cancellationToken);
    }

    private async Task PatchFinalizersAsync(SqlServerInstance instance, IEnumerable<string> finalizers, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = instance.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. finalizers.Select(finalizer => (JsonNode)finalizer)]),
            },
        };
        try
        {
            await client.MergePatchAsync<SqlServerInstance>(NamespacedName.Of(instance), patch, cancellationToken);
        }
        catch (KubernetesApiException changed) when (changed.IsConflict || changed.IsNotFound)
        {
            // It changed or went meanwhile; the change itself wakes this controller again.
            return;
        }
    }

    private void PublishChange(SqlServerInstance instance, SqlServerInstanceStatus desired)
    {
        var before = instance.Status?.Conditions.FirstOrDefault(condition => condition.Type == "Ready");
        var after = desired.Conditions.First(condition => condition.Type == "Ready");
        if (before?.Status == after.Status && before.Reason == after.Reason)
        {
            return;
        }

        var wasReady = before?.IsTrue == true;
        if (after.IsTrue || wasReady || desired.Conditions.Any(condition => condition is { Type: "Stalled", IsTrue: true }))
        {
            events.Publish(instance, after.IsTrue ? EventType.Normal : EventType.Warning, after.Reason, after.Message);
        }
    }

    private sealed record Provisioned(string? Uid, DateTimeOffset StartedAt, string? LoginPassword, bool? LoginDisabled);
}

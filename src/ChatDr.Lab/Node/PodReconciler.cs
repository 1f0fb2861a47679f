using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Lab.Network;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Node;

/// <summary>The kubelet: makes pods of known images run, keeps their volumes current, probes them, reports on them, and ends them.</summary>
internal sealed partial class PodReconciler(
    IKubernetesClient client,
    IEntityCache<V1Pod> pods,
    IEntityCache<V1Secret> secrets,
    IEntityCache<V1ConfigMap> configMaps,
    IEntityCache<V1PersistentVolumeClaim> claims,
    PodVolumes volumes,
    LabFolders folders,
    LoopbackNetwork addresses,
    ZoneNodes nodes,
    SiteOutages outages,
    ReadinessProbe probe,
    ClusterNames names,
    IEnumerable<IWorkloadImage> images,
    TimeProvider time,
    ILogger<PodReconciler> logger) : IReconciler<V1Pod>
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileStarting = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterConflict = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<NamespacedName, RunningPod> _running = new();
    private readonly IReadOnlyList<IWorkloadImage> _images = [.. images];

    /// <summary>A pod's log; null when the node does not run it.</summary>
    public PodLog? Log(NamespacedName pod, bool previous) =>
        _running.GetValueOrDefault(pod) is { } running ? previous ? running.PreviousLog : running.Log : null;

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        var pod = pods.Get(name);
        if (_running.TryGetValue(name, out var known) && known.Uid != pod?.Metadata.Uid)
        {
            known.Crash(new WaitingReason("Killed", "the pod was deleted without grace"));
            Forget(name, known);
        }

        if (pod is null)
        {
            return ReconcileResult.Done;
        }

        try
        {
            return pod.Metadata.DeletionTimestamp is null
                ? await RunAsync(name, pod, cancellationToken)
                : await EndAsync(name, pod, cancellationToken);
        }
        catch (KubernetesApiException outdated) when (outdated.IsConflict)
        {
            return ReconcileResult.After(AfterConflict);
        }
        catch (KubernetesApiException gone) when (gone.IsNotFound)
        {
            return ReconcileResult.After(AfterConflict);
        }
    }

    /// <summary>Kills the containers of all pods that <paramref name="hit"/> says, at one moment. Their reports follow.</summary>
    public void CrashAll(Func<V1Pod, bool> hit)
    {
        foreach (var (name, running) in _running)
        {
            if (pods.Get(name) is { } pod && hit(pod))
            {
                running.Kill();
            }
        }
    }

    /// <summary>Ends all pods in good order, when the lab ends.</summary>
    public async Task StopAllAsync(TimeSpan grace)
    {
        await Task.WhenAll(_running.Values.Select(pod => pod.StopAsync(grace, CancellationToken.None)));
        _running.Clear();
    }

    private async Task<ReconcileResult> RunAsync(NamespacedName name, V1Pod pod, CancellationToken cancellationToken)
    {
        var lost = outages.Hits(pod);
        if (pod.Spec?.NodeName is null)
        {
            if (lost)
            {
                return ReconcileResult.After(Retry);
            }

            var node = await nodes.ForAsync(pod.Zone(), cancellationToken);
            await client.MergePatchAsync<V1Pod>(name, new JsonObject { ["spec"] = new JsonObject { ["nodeName"] = node } }, cancellationToken);
            return ReconcileResult.Done;
        }

        var running = _running.GetOrAdd(name, _ => new RunningPod(pod.Metadata.Uid!, addresses.Take(), time));
        if (lost)
        {
            running.Crash(new WaitingReason("NodeLost", "the site is lost"));
        }
        else
        {
            await KeepRunningAsync(name, pod, running, cancellationToken);
        }

        await ReportAsync(name, pod, running, lost, cancellationToken);
        return Next(pod, running, lost);
    }

    private ReconcileResult Next(V1Pod pod, RunningPod running, bool lost)
    {
        if (lost || running.Workload is null)
        {
            return ReconcileResult.After(running.NextStart is { } at && at - time.GetUtcNow() is var wait && wait > Retry ? wait : Retry);
        }

        return ReconcileResult.After(running.Ready ? ReadinessProbe.Period(pod.Spec!.Containers![0]) : WhileStarting);
    }

    private async Task KeepRunningAsync(NamespacedName name, V1Pod pod, RunningPod running, CancellationToken cancellationToken)
    {
        var references = new CachedReferences(name.Namespace, secrets, configMaps, claims);
        var prepared = volumes.Prepare(pod, references);
        var container = pod.Spec!.Containers![0];
        if (running.WasKilled)
        {
            // Lost and brought back between two looks.
            running.Crash(new WaitingReason("Error", "the container was killed"));
        }

        if (running.Workload is { HasCompleted: true })
        {
            await running.CompleteAsync(Grace(pod), cancellationToken);
            LogCompleted(logger, name);
        }

        if (running.Workload is null)
        {
            await StartAsync(name, pod, running, prepared, references, cancellationToken);
        }

        running.Ready = running.Workload is not null && await probe.PassesAsync(container, running.Address, cancellationToken);
    }

    private async Task StartAsync(
        NamespacedName name, V1Pod pod, RunningPod running, PreparedVolumes prepared, CachedReferences references, CancellationToken cancellationToken)
    {
        if (running.NextStart > time.GetUtcNow())
        {
            return;
        }

        var container = pod.Spec!.Containers![0];
        if (pod.Spec.Containers.Count > 1)
        {
            running.Waiting = new WaitingReason("CreateContainerConfigError", "the lab runs one container per pod");
            return;
        }

        if (_images.FirstOrDefault(candidate => candidate.Matches(container.Image ?? "")) is not { } image)
        {
            running.Waiting = new WaitingReason(
                "ImagePullBackOff",
                $"Back-off pulling image \"{container.Image}\": the lab has only its own images, chatdr/sqlserver-simulator and chatdr/chat-server");
            return;
        }

        var environment = ContainerEnvironment.Resolve(container, pod, running.Address.ToString(), references);
        if ((prepared.Problem ?? environment.Problem) is { } problem)
        {
            running.Waiting = new WaitingReason("CreateContainerConfigError", problem);
            return;
        }

        await LaunchAsync(name, pod, running, image, environment, volumes.Mounts(pod, container, prepared), cancellationToken);
    }

    private async Task LaunchAsync(
        NamespacedName name, V1Pod pod, RunningPod running, IWorkloadImage image, ContainerEnvironment environment, ContainerMounts mounts,
        CancellationToken cancellationToken)
    {
        running.Starting();
        var logs = LoggerFactory.Create(builder => builder
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddProvider(new PodLoggerProvider(running.Log, time)));
        try
        {
            running.Started(
                await image.StartAsync(new WorkloadContext(name, running.Address, environment.Variables, mounts, names, time, logs), cancellationToken), logs);
            LogStarted(logger, name, pod.Spec!.Containers![0].Image, running.Address);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // Whatever a container does when it starts is the pod's problem, never the node's.
            logs.Dispose();
            running.Log.Write(failed.ToString());
            running.Failed(failed.Message);
            LogStartFailed(logger, name, failed);
        }
    }

    private async Task<ReconcileResult> EndAsync(NamespacedName name, V1Pod pod, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(name, out var running))
        {
            if (outages.Hits(pod))
            {
                running.Crash(new WaitingReason("NodeLost", "the site is lost"));
            }

            var grace = pod.Metadata.DeletionGracePeriodSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Grace(pod);
            if (grace == TimeSpan.Zero)
            {
                running.Crash(new WaitingReason("Killed", "no grace"));
            }
            else
            {
                await running.StopAsync(grace, cancellationToken);
            }

            Forget(name, running);
        }

        await client.DeleteAsync<V1Pod>(name, new DeleteOptions { GracePeriodSeconds = 0, Uid = pod.Metadata.Uid }, cancellationToken);
        return ReconcileResult.Done;
    }

    private static TimeSpan Grace(V1Pod pod) => TimeSpan.FromSeconds(pod.Spec?.TerminationGracePeriodSeconds ?? 30);

    private void Forget(NamespacedName name, RunningPod running)
    {
        LogEnded(logger, name);
        running.Log.Close();
        addresses.Release(running.Address);
        _running.TryRemove(name, out _);
        if (Directory.Exists(folders.Pod(running.Uid)))
        {
            Directory.Delete(folders.Pod(running.Uid), recursive: true);
        }
    }

    private async Task ReportAsync(NamespacedName name, V1Pod pod, RunningPod running, bool lost, CancellationToken cancellationToken)
    {
        var status = JsonSerializer.SerializeToNode(PodStatusReport.Of(pod, running, nodes.Address, lost, time.GetUtcNow()), KubernetesJson.Options)!;
        if (JsonNode.DeepEquals(status, JsonSerializer.SerializeToNode(pod.Status, KubernetesJson.Options)))
        {
            return;
        }

        await client.MergePatchStatusAsync<V1Pod>(
            name,
            new JsonObject
            {
                ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid, ["resourceVersion"] = pod.Metadata.ResourceVersion },
                ["status"] = status,
            },
            cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Information, "Pod {Pod} runs {Image} at {Address}")]
    private static partial void LogStarted(ILogger logger, NamespacedName pod, string? image, IPAddress address);

    [LoggerMessage(2, LogLevel.Warning, "Pod {Pod} did not start; it is tried again")]
    private static partial void LogStartFailed(ILogger logger, NamespacedName pod, Exception failure);

    [LoggerMessage(3, LogLevel.Information, "Pod {Pod} has ended")]
    private static partial void LogEnded(ILogger logger, NamespacedName pod);

    [LoggerMessage(4, LogLevel.Information, "Pod {Pod}'s container completed; it is started again")]
    private static partial void LogCompleted(ILogger logger, NamespacedName pod);
}

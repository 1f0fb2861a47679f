using System.Net;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>Words what the node knows of a pod as a kubelet would.</summary>
internal static class PodStatusReport
{
    /// <summary>The pod's status. Conditions that did not change keep their time.</summary>
    public static V1PodStatus Of(V1Pod pod, RunningPod running, IPAddress host, bool siteLost, DateTimeOffset now)
    {
        var runs = running.Workload is not null;
        var ready = runs && running.Ready && !siteLost;
        var old = pod.Status?.Conditions ?? [];
        return new V1PodStatus
        {
            Phase = runs || running.StartedAt is not null ? "Running" : "Pending",
            HostIP = host.ToString(),
            PodIP = running.Address.ToString(),
            PodIPs = [new V1PodIP { Ip = running.Address.ToString() }],
            StartTime = Whole(running.AcceptedAt),
            Conditions =
            [
                Condition(old, "PodScheduled", true, null, null, now),
                Condition(old, "Initialized", true, null, null, now),
                Condition(old, "ContainersReady", ready, siteLost ? "NodeLost" : "ContainersNotReady", running.Waiting?.Message, now),
                Condition(old, "Ready", ready, siteLost ? "NodeLost" : "ContainersNotReady", running.Waiting?.Message, now),
            ],
            ContainerStatuses = [.. (pod.Spec?.Containers ?? []).Select(container => Container(container, running, ready))],
        };
    }

    private static V1ContainerStatus Container(V1Container container, RunningPod running, bool ready) => new()
    {
        Name = container.Name,
        Image = container.Image,
        ImageID = running.StartedAt is null ? "" : $"chatdr-lab://{container.Image}",
        ContainerID = running.StartedAt is null ? null : $"chatdr-lab://{running.Uid}/{container.Name}/{running.Restarts}",
        Ready = ready,
        Started = running.Workload is not null,
        RestartCount = running.Restarts,
        State = running.Waiting is { } waiting
            ? new V1ContainerState
            {
                Waiting = new V1ContainerStateWaiting { Reason = waiting.Reason, Message = waiting.Message.Length == 0 ? null : waiting.Message },
            }
            : new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Whole(running.StartedAt!.Value) } },
    };

    private static V1PodCondition Condition(
        IReadOnlyList<V1PodCondition> old, string type, bool holds, string? reason, string? message, DateTimeOffset now)
    {
        var status = holds ? "True" : "False";
        var before = old.FirstOrDefault(condition => condition.Type == type);
        return new V1PodCondition
        {
            Type = type,
            Status = status,
            Reason = holds ? null : reason,
            Message = holds || string.IsNullOrEmpty(message) ? null : message,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : Whole(now),
        };
    }

    // The wire carries whole seconds; a finer value would differ from itself after a round trip.
    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Tables;

/// <summary>A pod's READY, STATUS and RESTARTS as kubectl shows them (<c>printPod</c> in k8s.io/kubernetes).</summary>
internal static class PodSummary
{
    internal static string Ready(JsonObject pod)
    {
        int ready = pod.Items("status", "containerStatuses").Count(status => status.Flag("ready"));
        return string.Create(CultureInfo.InvariantCulture, $"{ready}/{pod.Items("spec", "containers").Count()}");
    }

    internal static string Status(JsonObject pod)
    {
        string reason = pod.Text("status", "reason") ?? pod.Text("status", "phase") ?? "Unknown";
        bool running = false;
        foreach (JsonNode? status in pod.Items("status", "containerStatuses").Reverse())
        {
            if (status.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
                reason = waiting;
            else if (status.At("state", "terminated") is { } ended)
                reason = ended.Text("reason") ?? (ended.Number("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{ended.Number("exitCode")}");
            else if (status.Flag("ready") && status.At("state", "running") is not null)
                running = true;
        }

        if (reason == "Completed" && running)
            reason = "Running";
        if (pod.At("metadata", "deletionTimestamp") is null)
            return reason;
        return pod.Text("status", "reason") == "NodeLost" ? "Unknown" : "Terminating";
    }

    internal static string Restarts(JsonObject pod, DateTimeOffset now)
    {
        long restarts = pod.Items("status", "containerStatuses").Sum(status => status.Number("restartCount") ?? 0);
        string? last = pod.Items("status", "containerStatuses").Select(status => status.Text("lastState", "terminated", "finishedAt")).Max(StringComparer.Ordinal);
        string? age = TableColumns.Age(last, now);
        return restarts > 0 && age is not null ? $"{restarts} ({age} ago)" : restarts.ToString(CultureInfo.InvariantCulture);
    }
}

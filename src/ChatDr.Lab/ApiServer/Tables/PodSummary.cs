using System.Globalization;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Tables;

/// <summary>A pod's READY, STATUS and RESTARTS as kubectl shows them (<c>printPod</c> in k8s.io/kubernetes).</summary>
/// <param name="Ready">Containers that are ready, of all.</param>
/// <param name="Status">What the pod does or why it does not.</param>
/// <param name="Restarts">Restarts of its containers, or of those that initialise it while they do.</param>
/// <param name="LastRestart">When the last one was, or null.</param>
internal sealed record PodSummary(string Ready, string Status, long Restarts, string? LastRestart)
{
    internal static PodSummary Of(JsonObject pod)
    {
        string reason = pod.Text("status", "reason") ?? pod.Text("status", "phase") ?? "Unknown";
        JsonNode?[] statuses = [.. pod.Items("status", "initContainerStatuses")];
        string? initializing = IsTrue(pod, "Initialized") ? null : Initializing(pod, statuses);
        if (initializing is null)
        {
            statuses = [.. pod.Items("status", "containerStatuses")];
            reason = Running(pod, statuses, reason);
        }

        bool terminal = pod.Text("status", "phase") is "Succeeded" or "Failed";
        if (pod.At("metadata", "deletionTimestamp") is not null)
            initializing = pod.Text("status", "reason") == "NodeLost" ? "Unknown" : terminal ? initializing : "Terminating";
        int ready = initializing is null or "Terminating" ? statuses.Count(IsRunning) : 0;
        return new PodSummary(
            string.Create(CultureInfo.InvariantCulture, $"{ready}/{pod.Items("spec", "containers").Count()}"),
            initializing ?? reason,
            statuses.Sum(status => status.Number("restartCount") ?? 0),
            statuses.Select(status => status.Text("lastState", "terminated", "finishedAt")).Max(StringComparer.Ordinal));
    }

    internal string ShowRestarts(DateTimeOffset now) =>
        Restarts > 0 && TableColumns.Age(LastRestart, now) is { } age
            ? string.Create(CultureInfo.InvariantCulture, $"{Restarts} ({age} ago)")
            : Restarts.ToString(CultureInfo.InvariantCulture);

    private static string? Initializing(JsonObject pod, JsonNode?[] statuses)
    {
        int done = statuses.TakeWhile(status => status.Number("state", "terminated", "exitCode") == 0).Count();
        if (done == statuses.Length)
            return null;
        JsonNode? current = statuses[done];
        if (current.At("state", "terminated") is { } ended)
            return "Init:" + Ended(ended);
        return current.Text("state", "waiting", "reason") is { Length: > 0 } waiting and not "PodInitializing"
            ? "Init:" + waiting
            : string.Create(CultureInfo.InvariantCulture, $"Init:{done}/{pod.Items("spec", "initContainers").Count()}");
    }

    private static string Running(JsonObject pod, JsonNode?[] statuses, string reason)
    {
        foreach (JsonNode? status in statuses.Reverse())
        {
            if (status.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
                reason = waiting;
            else if (status.At("state", "terminated") is { } ended)
                reason = Ended(ended);
        }

        if (reason == "Completed" && statuses.Any(IsRunning))
            return IsTrue(pod, "Ready") ? "Running" : "NotReady";
        return reason;
    }

    private static string Ended(JsonNode ended) =>
        ended.Text("reason") is { Length: > 0 } reason ? reason
            : ended.Number("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{ended.Number("exitCode")}";

    private static bool IsRunning(JsonNode? status) => status.Flag("ready") && status.At("state", "running") is not null;

    private static bool IsTrue(JsonObject pod, string condition) =>
        pod.Items("status", "conditions").Any(found => found.Text("type") == condition && found.Text("status") == "True");
}

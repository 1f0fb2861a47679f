using System.Diagnostics.Metrics;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>Whether this process leads, under client-go's name.</summary>
internal static class LeaderElectionMetrics
{
    private static readonly Gauge<int> Master = KubernetesMeter.Instance.CreateGauge<int>(
        "leader_election_master_status", description: "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master.");

    public static void IsLeader(string lease, bool leads) => Master.Record(leads ? 1 : 0, new KeyValuePair<string, object?>("name", lease));
}

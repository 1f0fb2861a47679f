using System.Diagnostics.Metrics;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>Whether this process leads, and how often it had to read the lease in order to renew it, under client-go's name.</summary>
internal static class LeaderElectionMetrics
{
    private static readonly Gauge<int> Master = KubernetesMeter.Instance.CreateGauge<int>(
        "leader_election_master_status",
        description: "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master.");

    private static readonly Counter<long> SlowPath = KubernetesMeter.Instance.CreateCounter<long>(
        "leader_election_slowpath_total", description: "Total number of slow path exercised in renewing leader leases.");

    public static void IsLeader(string lease, bool leads)
    {
        Master.Record(leads ? 1 : 0, new KeyValuePair<string, object?>("name", lease));
        TookSlowPath(lease, 0);
    }

    public static void TookSlowPath(string lease, int times = 1) => SlowPath.Add(times, new KeyValuePair<string, object?>("name", lease));
}

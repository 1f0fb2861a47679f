using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Demo;

/// <summary>Watches S1, S6 and S7 at all times, with its own eyes: the instances themselves, and what chat servers are told.</summary>
internal sealed class InvariantAuditor(IKubernetesClient client, InstanceProbe probe, NamespacedName pool, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _violations = new(StringComparer.Ordinal);

    /// <summary>What was found broken, and when first.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Violations => _violations;

    /// <summary>What the instances said last.</summary>
    public IReadOnlyList<InstanceSample> Latest { get; private set; } = [];

    /// <summary>How often all instances were asked.</summary>
    public int Rounds { get; private set; }

    /// <summary>Active chat servers by site, as they were told last.</summary>
    public IReadOnlyDictionary<string, int> ActiveChat { get; private set; } = new Dictionary<string, int>();

    /// <summary>Audits until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(Period, time);
            do
            {
                await AuditAsync(stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The story has ended.
        }
    }

    private async Task AuditAsync(CancellationToken cancellationToken)
    {
        if (await client.GetAsync<StretchedChatPool>(pool, cancellationToken) is not { } found)
        {
            return;
        }

        var pods = await client.ListAsync<V1Pod>(pool.Namespace, new ListOptions(), cancellationToken);
        var instances = InstanceProbe.Of(found, pods.Items);
        var first = await probe.SampleAsync(instances, cancellationToken);
        Latest = first;
        if (first.Where(sample => sample.TakesWrites).GroupBy(sample => sample.Database).Any(database => database.Count() > 1))
        {
            Note(InvariantJudge.TwoWriters(first, await probe.SampleAsync(instances, cancellationToken)));
        }

        foreach (var compliance in found.Spec.Databases.Where(database => database.Role == DatabaseRole.Compliance))
        {
            Note(InvariantJudge.ComplianceAway(first, compliance.Name, found.Spec.HomeSite));
        }

        ActiveChat = await ActiveChatAsync(cancellationToken);
        if (found.Spec.Layout == PoolLayout.LowBandwidth)
        {
            Note(InvariantJudge.ChatInTwoSites(ActiveChat));
        }

        Rounds++;
    }

    // One list is one moment: both sites' ConfigMaps are read as they were together.
    private async Task<Dictionary<string, int>> ActiveChatAsync(CancellationToken cancellationToken)
    {
        var maps = await client.ListAsync<V1ConfigMap>(
            pool.Namespace, new ListOptions { LabelSelector = $"chatdr.dev/pool={pool.Name},app.kubernetes.io/component=chat-server" }, cancellationToken);
        return maps.Items
            .Where(map => map.Data?.ContainsKey("chat.json") == true && map.Metadata.Labels?.ContainsKey("chatdr.dev/site") == true)
            .ToDictionary(map => map.Metadata.Labels!["chatdr.dev/site"], map => (JsonNode.Parse(map.Data!["chat.json"])?["active"] as JsonArray)?.Count ?? 0);
    }

    private void Note(IEnumerable<string> violations)
    {
        foreach (var violation in violations)
        {
            _violations.TryAdd(violation, time.GetUtcNow());
        }
    }
}

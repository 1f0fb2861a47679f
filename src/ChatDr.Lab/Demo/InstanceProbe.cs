using ChatDr.Api.V1Alpha1;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.Lab.Demo;

/// <summary>Asks every SQL instance directly, past the operator, what it holds and whether it takes writes. It changes nothing.</summary>
/// <param name="connector">Opens sessions.</param>
/// <param name="password">sa's.</param>
internal sealed class InstanceProbe(ISqlConnector connector, string password)
{
    private const string ApplicationLogin = "chatdr_chat";

    /// <summary>What the instances say; one that does not answer takes no writes.</summary>
    public async Task<IReadOnlyList<InstanceSample>> SampleAsync(IEnumerable<ProbedInstance> instances, CancellationToken cancellationToken)
    {
        var samples = await Task.WhenAll(instances.Select(instance => SampleAsync(instance, cancellationToken)));
        return [.. samples.SelectMany(sample => sample)];
    }

    private async Task<IReadOnlyList<InstanceSample>> SampleAsync(ProbedInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            var endpoint = new SqlEndpoint { Host = instance.Address, Login = "sa", Password = password };
            await using var session = await connector.OpenAsync(endpoint, null, cancellationToken);
            var replica = await session.QueryAsync(AvailabilityGroupQueries.LocalReplica(instance.Group), cancellationToken);
            var login = await session.QueryAsync(LoginStatements.Find(ApplicationLogin), cancellationToken);
            var databases = await session.QueryAsync(DatabaseStatements.List(), cancellationToken);
            var role = Role(replica);
            var mayWrite = login is [var found, ..] && !found.Get<bool>("is_disabled");
            return [.. databases.Select(database => Sample(instance, database, role, mayWrite))];
        }
        catch (SqlServerException)
        {
            return [];
        }
    }

    private static InstanceSample Sample(ProbedInstance instance, SqlRow database, string role, bool mayWrite)
    {
        var state = database.GetText("state_desc") ?? "";
        var inGroup = database.GetText("replica_id") is not null;
        return new InstanceSample(
            instance.Name, instance.Site, database.GetText("name")!, inGroup ? role : "", state,
            mayWrite && state == "ONLINE" && (!inGroup || role == "PRIMARY"));
    }

    // sys.dm_hadr_availability_replica_states.role: 0 RESOLVING, 1 PRIMARY, 2 SECONDARY.
    private static string Role(IReadOnlyList<SqlRow> replica) => replica is [var row, ..] ? row.GetOrNull<int>("role") switch
    {
        0 => "RESOLVING",
        1 => "PRIMARY",
        2 => "SECONDARY",
        _ => "",
    } : "";

    /// <summary>An instance to ask.</summary>
    /// <param name="Name">The SqlServerInstance's name.</param>
    /// <param name="Site">Its site.</param>
    /// <param name="Address">The pod's address.</param>
    /// <param name="Group">The availability group of its site.</param>
    internal sealed record ProbedInstance(string Name, string Site, string Address, string Group);

    /// <summary>The partners among a pool's instances that have an address, by their pods.</summary>
    public static IReadOnlyList<ProbedInstance> Of(StretchedChatPool pool, IEnumerable<ChatDr.Kubernetes.Models.V1Pod> pods) =>
    [
        .. from pod in pods
           let labels = pod.Metadata.Labels ?? new Dictionary<string, string>()
           where labels.GetValueOrDefault("chatdr.dev/pool") == pool.Metadata.Name && pod.Status?.PodIP is { Length: > 0 }
           let instance = labels.GetValueOrDefault("chatdr.dev/instance")
           let site = pool.Spec.Sites.Select((candidate, index) => (candidate.Name, Index: index + 1))
               .FirstOrDefault(candidate => candidate.Name == labels.GetValueOrDefault("chatdr.dev/site"))
           where instance is not null && site.Name is not null && !instance.EndsWith('w')
           select new ProbedInstance(instance, site.Name, pod.Status!.PodIP!, $"{pool.Metadata.Name}-{site.Index}"),
    ];
}

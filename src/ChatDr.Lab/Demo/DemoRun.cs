using System.Text;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Cli;
using ChatDr.SqlServer.Sessions;

namespace ChatDr.Lab.Demo;

/// <summary>Plays the story in a running lab, with the clients' load and the auditor beside it.</summary>
internal sealed class DemoRun(LabCluster lab, IDemoScreen screen, TimeProvider time)
{
    private const int Clients = 4;
    private const int ChatPort = 80;
    private static readonly TimeSpan BuildLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);
    private readonly MessageLedger _ledger = new();
    private DemoStory? _story;
    private InvariantAuditor? _auditor;
    private StretchedChatPool? _pool;
    private PoolFailover? _order;

    /// <summary>Plays the story to its end, good or bad.</summary>
    public async Task<DemoReport> RunAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var beside = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var companions = Task.WhenAll(screen.RunAsync(View, beside.Token), FollowAsync(beside.Token));
        var completed = false;
        try
        {
            await PlayAsync(await BuildAsync(cancellationToken), cancellationToken);
            completed = true;
        }
        catch (DemoFailedException failed)
        {
            screen.Say($"FAILED: {failed.Message}");
        }
        finally
        {
            await beside.CancelAsync();
            await companions;
        }

        foreach (var (violation, at) in _auditor?.Violations ?? new Dictionary<string, DateTimeOffset>())
        {
            screen.Say($"{violation} First seen at {at:HH:mm:ss.fff} UTC.");
        }

        var ok = completed && _story is { Failures.Count: 0 } && _auditor is { Violations.Count: 0, Rounds: > 0 };
        return new DemoReport(_story?.Events ?? [], ok, Math.Round(time.GetElapsedTime(start).TotalSeconds, 1));
    }

    private async Task<StretchedChatPool> BuildAsync(CancellationToken cancellationToken)
    {
        screen.Say("Applying config/samples/stretched-pool.yaml.");
        await new Manifests(lab.Client).ApplyAsync(EmbeddedFiles.SamplePool(), DemoPool.Namespace, cancellationToken);
        var pool = await new ClusterWait(lab.Client, time).UntilAsync<StretchedChatPool>(
            DemoPool.Name,
            candidate => ((string[])["Ready", "Mirrored", "LogShippingHealthy"]).All(condition => DemoPool.Is(candidate.Status?.Conditions, condition)),
            "the pool is Ready, mirrored and shipped",
            candidate => DemoPool.Describe(candidate.Status?.Conditions),
            BuildLimit,
            cancellationToken);
        screen.Say($"The pool is Ready: {pool.Status?.ActiveSite} serves.");
        return pool;
    }

    private async Task PlayAsync(StretchedChatPool pool, CancellationToken cancellationToken)
    {
        var address = lab.Node.AddressOf(DemoPool.ChatService, ChatPort)
            ?? throw new DemoFailedException($"The Service {DemoPool.ChatService} does not answer at port {ChatPort}.");
        var room = new Uri($"http://{address}/rooms/lobby/messages");
        using var handler = new SocketsHttpHandler { PooledConnectionLifetime = ConnectTimeout, ConnectTimeout = ConnectTimeout };
        using var http = new HttpClient(handler) { Timeout = ClientTimeout };
        using var connector = new SqlClientConnector(ConnectTimeout * 2);
        _auditor = new InvariantAuditor(lab.Client, new InstanceProbe(connector, await PasswordAsync(pool, cancellationToken)), DemoPool.Name, time);
        _story = new DemoStory(lab, _ledger, new ChatHistory(http, room, time), screen, time);
        using var beside = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var companions = Task.WhenAll(new ChatLoad(http, room, _ledger, time).RunAsync(Clients, beside.Token), _auditor.RunAsync(beside.Token));
        try
        {
            await _story.RunAsync(pool, cancellationToken);
        }
        finally
        {
            await beside.CancelAsync();
            await companions;
        }
    }

    private async Task<string> PasswordAsync(StretchedChatPool pool, CancellationToken cancellationToken)
    {
        var name = new NamespacedName(DemoPool.Namespace, pool.Spec.Sql.CredentialsSecretRef.Name);
        var secret = await lab.Client.GetAsync<V1Secret>(name, cancellationToken);
        return secret?.Data?.GetValueOrDefault("MSSQL_SA_PASSWORD") is { } password
            ? Encoding.UTF8.GetString(password)
            : throw new DemoFailedException($"Secret {name} has no key MSSQL_SA_PASSWORD.");
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), time);
            while (await timer.WaitForNextTickAsync(stop))
            {
                _pool = await lab.Client.GetAsync<StretchedChatPool>(DemoPool.Name, stop);
                _order = _story?.Order is { } order ? await lab.Client.GetAsync<PoolFailover>(order, stop) : null;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The story has ended.
        }
    }

    private DemoView View() => new(
        _pool,
        _auditor?.Latest ?? [],
        _auditor?.ActiveChat ?? new Dictionary<string, int>(),
        lab.Faults.LostSites,
        _order,
        _ledger.Count,
        _ledger.CountSince(time.GetUtcNow() - TimeSpan.FromSeconds(1)),
        _auditor?.Violations.Count ?? 0);
}

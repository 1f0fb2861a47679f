using System.Globalization;
using System.Text.Json;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>
/// Fifty writers, two thousand objects, three operators, a server that throttles, fails, conflicts, drops and freezes watches, forgets revisions and restarts,
/// a network that breaks, and replicas that stop and lose their leases. It goes in rounds; after each the operators must have seen everything.
/// How long it runs is said by a variable of the environment in seconds (10 by default), which sequence by CHATDR_SOAK_SEED.
/// </summary>
[Collection(SoakCollection.Name)]
#pragma warning disable CA1001 // xunit disposes it through IAsyncLifetime.
public abstract class SoakTests(ITestOutputHelper output, string lengthVariable) : IAsyncLifetime
#pragma warning restore CA1001
{
    private const int Writers = 50;
    private const int Objects = 2000;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Thorough = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly int Seed = Setting("CHATDR_SOAK_SEED", 20_26);
    private readonly TimeSpan _length = TimeSpan.FromSeconds(Setting(lengthVariable, 10));
    private readonly Random _random = new(Seed);
    private readonly SoakLedger _steadyLedger = new("the steady one", seesDeletions: true);
    private readonly SoakLedger _replicasLedger = new("the replicas", seesDeletions: false);
    private readonly HeapRecord _heap = new();
    private readonly Queue<string> _deck = [];
    private readonly SortedDictionary<string, int> _done = new(StringComparer.Ordinal);
    private ISoakServer _server = null!;
    private SoakWriters _writers = null!;
    private SoakOperator _steady = null!;
    private SoakOperator[] _replicas = [];
    private Dictionary<string, Func<Task>> _troubles = [];
    private TimeSpan _longestCatchUp;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await StartServerAsync(Seed);
        _writers = new SoakWriters(_server.Config, Writers, Objects, Seed);
        _steady = SoakOperator.Start(_server.Config, _steadyLedger, null);
        _replicas = [StartReplica(0), StartReplica(1)];
        _troubles = new(_server.Troubles)
        {
            ["connections dropped"] = () => ToNetwork(AnyOperator().Proxy.Drop),
            ["connections frozen"] = () => ToNetwork(AnyOperator().Proxy.Freeze),
            ["network slow"] = () => ToNetwork(() => AnyOperator().Proxy.Latency = TimeSpan.FromMilliseconds(20)),
            ["replica restarted"] = () => RestartAsync(_random.Next(_replicas.Length)),
            ["leader cut off"] = CutLeaderOffAsync,
        };
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _writers.DisposeAsync();
        await Task.WhenAll(_replicas.Append(_steady).Select(one => one.DisposeAsync().AsTask()));
        await _server.DisposeAsync();
    }

    [ContractFact]
    public async Task Operator_UnderWritersFaultsAndRestarts_MissesNothing()
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var round = 0; TimeProvider.System.GetElapsedTime(started) < _length; round++)
        {
            await RunRoundAsync(endsInOblivion: round % 2 == 1);
            await CaughtUpAsync();
            _server.Settle();
            _heap.Look();
        }

        Report(TimeProvider.System.GetElapsedTime(started));
        (_steadyLedger.Overlaps + _replicasLedger.Overlaps).ShouldBe(0, $"no key is reconciled twice at once, seed {Seed}");
        _writers.Written.ShouldBeGreaterThan(Objects);
        if (_length >= Thorough)
        {
            _troubles.Keys.Except(_done.Keys).ShouldBeEmpty("every trouble comes up");
        }

        (_heap.Growth ?? 0).ShouldBeLessThan(HeapRecord.Slack, $"memory grows: {string.Join(", ", _heap.Looks.Select(bytes => $"{bytes >> 10} KB"))}");
    }

    private protected abstract Task<ISoakServer> StartServerAsync(int seed);

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;

    private SoakOperator StartReplica(int number) => SoakOperator.Start(_server.Config, _replicasLedger, $"replica-{number}");

    private SoakOperator AnyOperator() => _random.Next(3) is var pick && pick < 2 ? _replicas[pick] : _steady;

    private static Task ToNetwork(Action change)
    {
        change();
        return Task.CompletedTask;
    }

    /// <summary>
    /// A time of troubles. It ends either in peace, so that no list that is read again hides what a watch has lost, with all writers at the same few objects,
    /// so that the last change of most comes while they are reconciled; or with revisions forgotten while the last changes are made, so that those have to be
    /// found by a list.
    /// </summary>
    private async Task RunRoundAsync(bool endsInOblivion)
    {
        _writers.Go();
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Round)
        {
            await MisbehaveAsync();
        }

        Behave();
        if (endsInOblivion)
        {
            Note("revisions forgotten");
            var pausing = _writers.PauseAsync();
            await _server.ForgetAsync();
            await pausing;
        }
        else
        {
            const int Parts = 20;
            for (var part = 0; part < Parts; part++)
            {
                _writers.Focus(part, Parts);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }

            await _writers.PauseAsync();
        }
    }

    /// <summary>One trouble after the other, each once before any comes again.</summary>
    private async Task MisbehaveAsync()
    {
        if (_deck.Count == 0)
        {
            var names = _troubles.Keys.Order(StringComparer.Ordinal).ToArray();
            _random.Shuffle(names);
            Array.ForEach(names, _deck.Enqueue);
        }

        Behave();
        var name = _deck.Dequeue();
        Note(name);
        await _troubles[name]();
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(100, 1000)), TimeProvider.System, CancellationToken.None);
        await ReviveAsync();
    }

    private void Note(string trouble) => _done[trouble] = _done.GetValueOrDefault(trouble) + 1;

    private void Behave()
    {
        _server.Behave();
        foreach (var one in _replicas.Append(_steady))
        {
            one.Proxy.Latency = TimeSpan.Zero;
            one.Proxy.Thaw();
        }
    }

    private async Task RestartAsync(int number)
    {
        await _replicas[number].DisposeAsync();
        _replicas[number] = StartReplica(number);
    }

    /// <summary>A replica that lost its lease ends by itself; a kubelet would start it again.</summary>
    private async Task ReviveAsync()
    {
        for (var number = 0; number < _replicas.Length; number++)
        {
            if (_replicas[number].HasEnded)
            {
                Note("lease lost");
                await RestartAsync(number);
            }
        }
    }

    /// <summary>Freezes the leader's way to the server until another leads: what it still does then would be done twice.</summary>
    private async Task CutLeaderOffAsync()
    {
        using var client = NewClient();
        if (await LeaderAsync(client) is not { } leader)
        {
            return;
        }

        _replicas[leader].Proxy.Freeze();
        await EventuallyAsync("another leads", async () => await LeaderAsync(client) is { } now && now != leader ? null : "nobody else does");
    }

    private async Task<int?> LeaderAsync(KubernetesClient client) =>
        (await client.GetAsync<V1Lease>(SoakOperator.Lease, CancellationToken.None))?.Spec?.HolderIdentity is { Length: > 0 } holder
            ? int.Parse(holder.AsSpan("replica-".Length), CultureInfo.InvariantCulture)
            : null;

    /// <summary>Waits until every cache is equal to the server's content, and every key was reconciled in its last state.</summary>
    private async Task CaughtUpAsync()
    {
        using var client = NewClient();
        var began = TimeProvider.System.GetTimestamp();
        await EventuallyAsync("the operators have seen everything", async () =>
        {
            await ReviveAsync();
            var maps = await ContentAsync<V1ConfigMap>(client, null);
            var secrets = await ContentAsync<V1Secret>(client, SoakOperator.Selector);
            List<string> behind = [.. Behind("the steady one", _steady, maps, secrets), .. Missed(_steadyLedger, maps, secrets)];
            behind.AddRange(Behind("replica 0", _replicas[0], maps, secrets));
            behind.AddRange(Behind("replica 1", _replicas[1], maps, secrets));
            behind.AddRange(Missed(_replicasLedger, maps, secrets));
            return behind.Count == 0 ? null : $"{behind.Count} are behind: {string.Join("; ", behind.Take(10))}";
        });
        var took = TimeProvider.System.GetElapsedTime(began);
        _longestCatchUp = took > _longestCatchUp ? took : _longestCatchUp;
    }

    private static IEnumerable<string> Behind(
        string who, SoakOperator one, IReadOnlyDictionary<NamespacedName, V1ConfigMap> maps, IReadOnlyDictionary<NamespacedName, V1Secret> secrets) =>
        [.. Different(who, one.Maps.List("default"), maps), .. Different(who, one.Secrets.List(null), secrets)];

    private static IEnumerable<string> Different<T>(string who, IReadOnlyList<T> cached, IReadOnlyDictionary<NamespacedName, T> truth)
        where T : class, IKubernetesObject
    {
        var byName = cached.ToDictionary(NamespacedName.Of);
        return byName.Keys.Union(truth.Keys)
            .Where(name => Text(byName.GetValueOrDefault(name)) != Text(truth.GetValueOrDefault(name)))
            .Select(name => $"{typeof(T).Name} {name.Name} is not in the cache of {who} as on the server");
    }

    private IEnumerable<string> Missed(
        SoakLedger ledger, IReadOnlyDictionary<NamespacedName, V1ConfigMap> maps, IReadOnlyDictionary<NamespacedName, V1Secret> secrets) =>
    [
        .. ledger.Missed(typeof(V1ConfigMap), _writers.Names, maps.ToDictionary(pair => pair.Key, pair => pair.Value.Metadata.ResourceVersion!)),
        .. ledger.Missed(typeof(V1Secret), _writers.Names, secrets.ToDictionary(pair => pair.Key, pair => pair.Value.Metadata.ResourceVersion!)),
    ];

    private static string? Text<T>(T? entity)
        where T : class => entity is null ? null : JsonSerializer.Serialize(entity, KubernetesJson.Options);

    private static async Task<Dictionary<NamespacedName, T>> ContentAsync<T>(KubernetesClient client, string? selector)
        where T : class, IKubernetesObject =>
        (await client.ListAllAsync<T>("default", new ListOptions { LabelSelector = selector }, CancellationToken.None)).Items.ToDictionary(NamespacedName.Of);

    private KubernetesClient NewClient() => new(_server.Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);

    /// <summary>Waits until <paramref name="trouble"/> has none to tell any more.</summary>
    private static async Task EventuallyAsync(string what, Func<Task<string?>> trouble)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await trouble() is { } last)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"Seed {Seed}: waited {Patience} until {what}: {last}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }
    }

    private void Report(TimeSpan took)
    {
        output.WriteLine(
            $"{took.TotalSeconds:N0} s, {_writers.Written:N0} writes, {_steadyLedger.Reconciles:N0} and {_replicasLedger.Reconciles:N0} reconciles");
        output.WriteLine($"troubles: {string.Join(", ", _done.Select(pair => $"{pair.Key} {pair.Value}"))}");
        output.WriteLine($"caught up in at most {_longestCatchUp.TotalSeconds:N1} s after each of {_heap.Looks.Count} rounds");
        output.WriteLine(
            $"held after each: {string.Join(", ", _heap.Looks.Select(bytes => $"{bytes >> 10:N0} KB"))}; growth {(_heap.Growth ?? 0) >> 10:N0} KB");
    }
}

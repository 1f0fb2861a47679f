using System.Collections.Concurrent;
using System.Net;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Engine;

/// <summary>Instances of one test in a folder of its own, by name; ports are whatever is free.</summary>
internal sealed class EngineFixture : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatdr-engine-").FullName;
    private readonly ConcurrentDictionary<string, Instance> _instances = new();
    private readonly PeerNetwork _network = new();

    public string Share(string file) => Path.Combine(_folder, file);

    public Instance this[string name] => _instances[name];

    /// <summary>What a test changes in the options of its instances, before they start.</summary>
    public Func<InstanceOptions, InstanceOptions> Configure { get; set; } = options => options;

    /// <summary>The clock of all instances.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public async Task<Instance> StartAsync(string name)
    {
        var options = new InstanceOptions
        {
            ServerName = name,
            DataDirectory = Path.Combine(_folder, name),
            SaPassword = "Str0ng!Passw0rd",
            ResolveHost = (host, _, _) => !_instances.TryGetValue(host, out var peer) || peer.ListenerPort is null
                ? throw new IOException($"{name} cannot reach {host}.")
                : ValueTask.FromResult(_network.Route(name, host, () => _instances[host].ListenerPort)),
        };
        return _instances[name] = await Instance.StartAsync(Configure(options), Time, NullLogger.Instance, CancellationToken.None);
    }

    public async Task<Instance> CrashAndRestartAsync(string name)
    {
        _instances[name].Crash();
        return await StartAsync(name);
    }

    public async Task<Instance[]> StartPeersAsync(params string[] names)
    {
        foreach (var name in names)
        {
            var instance = await StartAsync(name);
            instance.CreateMasterKey();
            instance.CreateCertificate("own", name);
            instance.CreateEndpoint(new MirroringEndpoint { Name = "Hadr_endpoint", Port = 0, IsStarted = true, Certificate = "own" });
        }

        foreach (var (to, from) in names.SelectMany(to => names.Where(from => from != to).Select(from => (to, from))))
        {
            var instance = _instances[to];
            instance.CreateLogin($"peer_{from}", "Peer!Passw0rd");
            instance.CreateMasterUser($"peer_{from}", $"peer_{from}");
            instance.CreateCertificate($"peer_{from}", _instances[from].Certificates.Single(certificate => certificate.Name == "own").Encoded, $"peer_{from}");
            instance.AlterLogin($"peer_{from}", login => login with { Permissions = [new("CONNECT", SecurableClass.Endpoint, "Hadr_endpoint")] });
        }

        return [.. names.Select(name => _instances[name])];
    }

    /// <summary>A group of a, b and, if given, the configuration-only w; database d in it, synchronised.</summary>
    public Task<Table> BuildGroupAsync(params string[] names) => BuildGroupAsync(definition => definition, names);

    /// <summary>A group of another kind; each replica named s… is asynchronous.</summary>
    public async Task<Table> BuildGroupAsync(Func<GroupDefinition, GroupDefinition> shape, params string[] names)
    {
        var peers = await StartPeersAsync(names);
        var a = peers[0];
        var definition = shape(new GroupDefinition { Name = "ag", DatabaseFailover = true, Replicas = [.. names.Select(Replica)] });
        await a.AvailabilityGroups.CreateAsync(definition, CancellationToken.None);
        foreach (var peer in peers[1..])
        {
            await peer.AvailabilityGroups.JoinAsync("ag", definition.ClusterType, CancellationToken.None);
            if (peer.ServerName != "w")
            {
                peer.AvailabilityGroups.GrantCreateAnyDatabase("ag", true);
            }
        }

        await Eventually.IsTrueAsync("all replicas are joined", () => a.AvailabilityGroups.Get("ag").Configuration.Replicas.All(replica => replica.IsJoined));
        var table = await CreateDatabaseAsync(a, "d");
        a.BackupDatabase("d", Share("d.bak"), new());
        await a.AvailabilityGroups.AddDatabaseAsync("ag", "d", CancellationToken.None);
        foreach (var replica in definition.Replicas.Skip(1).Where(replica => replica.Mode == AvailabilityMode.Synchronous))
        {
            await SynchronizedAsync(a, replica.Name);
        }

        return table;
    }

    /// <summary>The same replicas in CLUSTER_TYPE = NONE.</summary>
    public static GroupDefinition WithoutCluster(GroupDefinition definition) => definition with
    {
        ClusterType = ClusterType.None,
        Replicas = [.. definition.Replicas.Select(replica => replica with { FailoverMode = FailoverMode.Manual })],
    };

    public static ReplicaConfiguration Replica(string name) => new()
    {
        Name = name,
        EndpointUrl = $"tcp://{name}:5022",
        Mode = name == "w" ? AvailabilityMode.ConfigurationOnly : name.StartsWith('s') ? AvailabilityMode.Asynchronous : AvailabilityMode.Synchronous,
        IsAutomaticSeeding = true,
    };

    /// <summary>Awaits that a secondary is synchronised, and that a quorum keeps it.</summary>
    public static Task SynchronizedAsync(Instance primary, string secondary) => Eventually.IsTrueAsync(
        $"{secondary} is synchronised",
        () => primary.AvailabilityGroups.Get("ag") is { Configuration: { Databases.Count: > 0 } configuration, ConfigurationCommitStarted: null }
            && configuration.IsSynchronized(secondary),
        () =>
            $"{primary.AvailabilityGroups.Get("ag").Configuration}, {string.Join(", ", primary.AvailabilityGroups.Get("ag").Links.Select(link => $"{link.Replica.Name}: {link.IsConnected} {link.LastError} {link.StateOf("d")}"))}");

    public static async Task<Table> CreateDatabaseAsync(Instance instance, string name) => await CreateTableAsync(instance.CreateDatabase(name));

    public static async Task<Table> CreateTableAsync(Database database, string name = "t") => await database.CreateTableAsync(
        new TableDefinition
        {
            Name = name,
            Columns = [new("id", SqlType.BigInt, false) { IsIdentity = true }, new("body", SqlType.NVarChar(100), false)],
            Indexes = [new("pk", [0], true, true, true), new("uq", [1], true, false, true)],
        },
        CancellationToken.None);

    public static async Task<long> InsertAsync(Database database, string body, CancellationToken cancellationToken = default)
    {
        var transaction = database.Begin();
        try
        {
            var identity = await database.InsertAsync(transaction, database.FindTable("dbo", "t")!, [null, body], cancellationToken);
            await database.CommitAsync(transaction, cancellationToken);
            return identity!.Value;
        }
        catch (SqlErrorException)
        {
            database.Rollback(transaction);
            throw;
        }
    }

    /// <summary>Options that restore a copy of d beside it: its files go elsewhere, and it stays RESTORING.</summary>
    public static ChatDr.Simulator.Engine.Backups.RestoreOptions Beside(string name) => new()
    {
        NoRecovery = true,
        Moves = new Dictionary<string, string> { ["d"] = $"/var/opt/mssql/data/{name}.mdf", ["d_log"] = $"/var/opt/mssql/data/{name}_log.ldf" },
    };

    public static string[] Bodies(Database database) => [.. database.FindTable("dbo", "t")!.Rows.Values.Select(row => (string)row.Values[1]!)];

    /// <summary>Breaks the connections between two, and lets nothing new through.</summary>
    public void Cut(string one, string other) => _network.Cut(one, other);

    /// <summary>What connects the instances.</summary>
    public PeerNetwork Network => _network;

    /// <summary>Lets two reach each other again.</summary>
    public void Heal(string one, string other) => _network.Heal(one, other);

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances.Values)
        {
            await instance.DisposeAsync();
        }

        await _network.DisposeAsync();
        await Eventually.IsTrueAsync("the folder is gone", IsDeleted);
    }

    /// <summary>A link that is just stopping may still put a file there.</summary>
    private bool IsDeleted()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(_folder);
        }
    }
}

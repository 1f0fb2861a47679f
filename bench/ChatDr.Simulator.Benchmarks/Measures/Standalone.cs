using System.Net;
using ChatDr.Simulator.Hosting;
using ChatDr.Tests.Shared.Pairs;

namespace ChatDr.Simulator.Benchmarks.Measures;

/// <summary>Instances without partners, each a process of its own, in a folder that goes with them.</summary>
internal sealed class Standalone : IAsyncDisposable
{
    private readonly List<InstanceProcess> _instances = [];
    private readonly int _network = Random.Shared.Next(1 << 16);

    /// <summary>Where their files are.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("chatdr-bench-").FullName;

    /// <summary>Starts one.</summary>
    public async Task<InstanceProcess> StartAsync()
    {
        var number = _instances.Count + 1;
        var address = new IPAddress([127, (byte)(_network >> 8), (byte)_network, (byte)(number + 200)]);
        var instance = new InstanceProcess($"SQL-{number}", Folder, address, Personality.Linux);
        _instances.Add(instance);
        await instance.StartAsync();
        return instance;
    }

    /// <summary>Makes the database, in the FULL model and with a full backup, so that its log is kept; returns the backup's path.</summary>
    public async Task<string> CreateDatabaseAsync(InstanceProcess instance, string createTables)
    {
        var full = Path.Combine(Folder, $"{instance.Name}-full.bak");
        await instance.ExecuteAsync($"CREATE DATABASE {ReplicatedPair.Database}; ALTER DATABASE {ReplicatedPair.Database} SET RECOVERY FULL;");
        await instance.ExecuteAsync(createTables, ReplicatedPair.Database);
        await instance.ExecuteAsync($"BACKUP DATABASE {ReplicatedPair.Database} TO DISK = N'{full}';");
        return full;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }
}

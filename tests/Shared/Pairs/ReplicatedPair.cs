using System.Net;
using ChatDr.Simulator.Hosting;
using Microsoft.Data.SqlClient;

namespace ChatDr.Tests.Shared.Pairs;

/// <summary>Two partners and the third that gives them a majority, three processes on loopback, with one database in synchronised copies.</summary>
internal abstract class ReplicatedPair : IAsyncDisposable
{
    /// <summary>The database.</summary>
    public const string Database = "mgc";

    private readonly Personality _personality;

    protected ReplicatedPair(Personality personality)
    {
        _personality = personality;
        Folder = Directory.CreateTempSubdirectory("chatdr-kill-").FullName;
        var network = Random.Shared.Next(1 << 16);
        Principal = Instance("SQL-A", network, 1);
        Mirror = Instance("SQL-B", network, 2);
        Witness = Instance("SQL-W", network, 3);
    }

    /// <summary>Where the instances keep their files and logs.</summary>
    public string Folder { get; }

    /// <summary>Whose copy serves.</summary>
    public InstanceProcess Principal { get; private set; }

    /// <summary>Whose copy follows.</summary>
    public InstanceProcess Mirror { get; private set; }

    /// <summary>The third: a configuration-only replica or a witness.</summary>
    public InstanceProcess Witness { get; }

    private IReadOnlyList<InstanceProcess> All => [Principal, Mirror, Witness];

    /// <summary>Starts the instances and sets up what keeps the copies; returns when they are synchronised.</summary>
    /// <param name="createTables">A batch that runs in the new database.</param>
    public async Task SetUpAsync(string createTables)
    {
        await Task.WhenAll(All.Select(instance => instance.StartAsync()));
        await ExchangeCertificatesAsync();
        await Principal.ExecuteAsync($"CREATE DATABASE {Database}; ALTER DATABASE {Database} SET RECOVERY FULL;");
        await Principal.ExecuteAsync(createTables, Database);
        await MirrorAsync();
        await SynchronizedAsync();
    }

    /// <summary>After the principal was lost: the mirror serves, without loss of what was synchronised.</summary>
    public async Task FailOverAsync()
    {
        await TakeOverAsync(Mirror);
        SwapRoles();
    }

    /// <summary>After both were lost and are there again: the one that holds all that was acknowledged serves.</summary>
    public async Task ServeAgainAsync()
    {
        if (await ChooseAsync(Principal, Mirror) == Mirror)
        {
            SwapRoles();
        }
    }

    /// <summary>A planned failover, with both there.</summary>
    public async Task SwitchAsync()
    {
        await HandOverAsync();
        SwapRoles();
    }

    /// <summary>The former principal, started again, follows the new one.</summary>
    public abstract Task RejoinAsync();

    /// <summary>Completes when the mirror's copy is synchronised as the principal sees it.</summary>
    public Task SynchronizedAsync() => Eventually.HoldsAsync($"{Mirror.Name} is synchronised", () => WhyNotSynchronizedAsync(Principal, Mirror));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var instance in All)
        {
            await instance.DisposeAsync();
        }
    }

    /// <summary>Null when it is as expected, else what it is instead.</summary>
    protected static string? Unless(object expected, object? seen) => expected.Equals(seen) ? null : $"{seen ?? "NULL"} instead of {expected}";

    /// <summary>Completes when the database opens on an instance: the catalog tells the role before that.</summary>
    protected static Task ServesAsync(InstanceProcess instance) => Eventually.HoldsAsync($"{instance.Name} serves", () => WhyNotServingAsync(instance));

    /// <summary>Null when the database opens on an instance, else its refusal.</summary>
    protected static async Task<string?> WhyNotServingAsync(InstanceProcess instance)
    {
        try
        {
            await instance.ScalarAsync("SELECT 1;", Database);
            return null;
        }
        catch (SqlException e) when (AccessRefusal.Is(e))
        {
            return e.Message;
        }
    }

    /// <summary>Sets up what keeps the copies.</summary>
    protected abstract Task MirrorAsync();

    /// <summary>Makes <paramref name="survivor"/> serve, or waits until it does.</summary>
    protected abstract Task TakeOverAsync(InstanceProcess survivor);

    /// <summary>Of two that are both there, none of them serving yet, makes one serve or waits until one does.</summary>
    protected abstract Task<InstanceProcess> ChooseAsync(InstanceProcess principal, InstanceProcess mirror);

    /// <summary>Lets the mirror serve in the principal's place; returns when it does.</summary>
    protected abstract Task HandOverAsync();

    /// <summary>Null when they are synchronised.</summary>
    protected abstract Task<string?> WhyNotSynchronizedAsync(InstanceProcess principal, InstanceProcess mirror);

    private InstanceProcess Instance(string name, int network, int host) =>
        new(name, Folder, new IPAddress([127, (byte)(network >> 8), (byte)network, (byte)(host + 100)]), _personality);

    private void SwapRoles() => (Principal, Mirror) = (Mirror, Principal);

    /// <summary>Each proves itself by its own certificate, which the others know for a login that may connect to their endpoint.</summary>
    private async Task ExchangeCertificatesAsync()
    {
        var certificates = new Dictionary<InstanceProcess, string>();
        foreach (var instance in All)
        {
            await instance.ExecuteAsync(
                "CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'M4ster!Key'; CREATE CERTIFICATE own WITH SUBJECT = 'own'; "
                + $"CREATE ENDPOINT mirroring STATE = STARTED AS TCP (LISTENER_PORT = {InstanceProcess.EndpointPort}) FOR DATABASE_MIRRORING "
                + $"(ROLE = {(instance == Witness ? "WITNESS" : "ALL")}, AUTHENTICATION = CERTIFICATE own, ENCRYPTION = REQUIRED ALGORITHM AES);");
            certificates[instance] = Convert.ToHexString((byte[])(await instance.ScalarAsync("SELECT CERTENCODED(CERT_ID('own'));"))!);
        }

        foreach (var (to, from) in All.SelectMany(to => All.Where(from => from != to).Select(from => (to, from))))
        {
            await to.ExecuteAsync(
                $"CREATE LOGIN [{from.Name}] WITH PASSWORD = 'P33r!Password'; CREATE USER [{from.Name}] FOR LOGIN [{from.Name}]; "
                + $"CREATE CERTIFICATE [{from.Name}] AUTHORIZATION [{from.Name}] FROM BINARY = 0x{certificates[from]}; "
                + $"GRANT CONNECT ON ENDPOINT::mirroring TO [{from.Name}];");
        }
    }
}

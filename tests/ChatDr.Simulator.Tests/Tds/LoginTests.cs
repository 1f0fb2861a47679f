using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Tds;

/// <summary>Logins at a whole instance: what the client learns, and what only the error log does.</summary>
public sealed class LoginTests
{
    [Fact]
    public async Task WrongPasswordAndUnknownLogin_LookTheSameToTheClient_AndDifferInTheErrorLog()
    {
        await using var instance = await HostedInstance.StartAsync();

        (await RefusedAsync(instance, user: "sa", password: "wrong")).ShouldBe([(18456, 14, 1)]);
        (await RefusedAsync(instance, user: "nobody", password: "wrong")).ShouldBe([(18456, 14, 1)]);

        var log = await File.ReadAllTextAsync(Path.Combine(instance.Folder, "log", "errorlog"));
        log.ShouldContain("Error: 18456, Severity: 14, State: 8.");
        log.ShouldContain("Error: 18456, Severity: 14, State: 5.");
        log.ShouldContain("[CLIENT: 127.0.0.1]");
    }

    [Fact]
    public async Task DisabledLogin_Gets18470()
    {
        await using var instance = await HostedInstance.StartAsync();
        await instance.AskAsync("CREATE LOGIN gone WITH PASSWORD = 'S3cret!pass'; ALTER LOGIN gone DISABLE");

        (await RefusedAsync(instance, user: "gone")).ShouldHaveSingleItem().Number.ShouldBe(18470);
    }

    [Fact]
    public async Task LoginThatMustChangeItsPassword_Gets18488()
    {
        await using var instance = await HostedInstance.StartAsync();
        await instance.AskAsync("CREATE LOGIN fresh WITH PASSWORD = 'S3cret!pass' MUST_CHANGE, CHECK_EXPIRATION = ON");

        (await RefusedAsync(instance, user: "fresh")).ShouldContain(error => error.Number == 18488);
    }

    [Fact]
    public async Task InitialCatalogAbsent_Gets4060Then18456Only()
    {
        await using var instance = await HostedInstance.StartAsync();

        (await RefusedAsync(instance, "Initial Catalog=absent")).ShouldBe([(4060, 11, 1), (18456, 14, 1)]);
    }

    [Fact]
    [Trait("Fact", "927")]
    public async Task InitialCatalogRestoring_Gets927First()
    {
        await using var instance = await HostedInstance.StartAsync();
        await instance.AskAsync("CREATE DATABASE d; BACKUP DATABASE d TO DISK = 'd.bak'; BACKUP LOG d TO DISK = 'd.trn' WITH NORECOVERY");

        (await RefusedAsync(instance, "Initial Catalog=d")).Select(error => error.Number).ShouldBe([927, 4060, 18456]);
    }

    [Fact]
    [Trait("Fact", "983")]
    public async Task InitialCatalogOfAResolvingReplica_Gets983First()
    {
        await using var instance = await HostedInstance.StartAsync();
        await PrimaryAsync(instance);
        await instance.AskAsync("ALTER AVAILABILITY GROUP ag OFFLINE");

        (await RefusedAsync(instance, "Initial Catalog=d")).Select(error => error.Number).ShouldBe([983, 4060, 18456]);
    }

    /// <summary>A group of one replica, with a database.</summary>
    internal static async Task PrimaryAsync(HostedInstance instance)
    {
        await instance.AskAsync("CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'M4ster-Key!'; CREATE CERTIFICATE c WITH SUBJECT = 'c'");
        await instance.AskAsync(
            "CREATE ENDPOINT e STATE = STARTED AS TCP (LISTENER_PORT = 0) FOR DATABASE_MIRRORING (ROLE = ALL, AUTHENTICATION = CERTIFICATE c, ENCRYPTION = REQUIRED ALGORITHM AES)");
        await instance.AskAsync("CREATE DATABASE d; BACKUP DATABASE d TO DISK = 'd.bak'");
        await instance.AskAsync(
            "CREATE AVAILABILITY GROUP ag WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON N'HOSTED' WITH (ENDPOINT_URL = N'tcp://127.0.0.1:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL)");
        await instance.AskAsync("ALTER AVAILABILITY GROUP ag ADD DATABASE d");
    }

    private static async Task<IReadOnlyList<(int Number, int Severity, int State)>> RefusedAsync(
        HostedInstance instance, string extra = "", string user = "sa", string password = HostedInstance.Password)
    {
        await using var connection = new SqlConnection(instance.ConnectionString($"Pooling=false;ConnectRetryCount=0;{extra}", user, password));
        var refusal = await Should.ThrowAsync<SqlException>(() => connection.OpenAsync());
        return [.. refusal.Errors.Cast<SqlError>().Select(error => (error.Number, (int)error.Class, (int)error.State))];
    }
}

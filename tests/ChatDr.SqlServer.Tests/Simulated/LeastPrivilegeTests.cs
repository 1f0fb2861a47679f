using ChatDr.SqlServer.Provisioning;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Shipping;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Tests.Simulated;

/// <summary>The operator's statements pass under a login that is no sysadmin, with what docs/simulator.md grants it.</summary>
public sealed class LeastPrivilegeTests
{
    private const string Password = "Op3rator!pass";

    /// <summary>The script of docs/simulator.md, "A login for the operator".</summary>
    private const string Grants = """
        USE master;
        CREATE LOGIN chatdr WITH PASSWORD = N'Op3rator!pass';
        GRANT VIEW SERVER STATE, VIEW ANY DEFINITION, ALTER ANY AVAILABILITY GROUP, ALTER ANY ENDPOINT, ALTER ANY LOGIN, ALTER ANY CONNECTION TO chatdr;
        ALTER SERVER ROLE dbcreator ADD MEMBER chatdr;
        CREATE USER chatdr FOR LOGIN chatdr;
        ALTER ROLE db_owner ADD MEMBER chatdr;
        """;

    [Fact]
    public async Task Repertoire_UnderTheLeastPrivilegedLogin_Passes()
    {
        var folder = Directory.CreateTempSubdirectory("chatdr-least-");
        await using (var member = new SimulatedMember("alone", folder.FullName, (_, _, _) => throw new InvalidOperationException("No partners here.")))
        {
            await member.StartAsync();
            await RunRepertoireAsync(member, folder.FullName);
        }

        folder.Delete(recursive: true);
    }

    /// <summary>What needs partners: adding and joining replicas and databases, changing roles, failing over.</summary>
    [Fact]
    public async Task Group_UnderTheLeastPrivilegedLogin_FailsOverAndTakesTheOldPrincipalBack()
    {
        await using var group = await SimulatedGroup.StartAsync(GrantAsync);
        await group.UntilAsync("mgc is mirrored", report => report is { Mirrored: true, Principal: "sql-a", WitnessConnected: true });
        await group.A.CrashAsync();
        await group.UntilAsync("sql-b serves", report => report is { Principal: "sql-b", Serving: true });
        await group.A.StartAsync();
        await group.UntilAsync("sql-a has rejoined", report => report is { Mirrored: true, Principal: "sql-b", Mirror: "sql-a" });

        await using var second = await group.Connector.OpenAsync(group.B.Sql, null, CancellationToken.None);
        await DoAsync(second, AvailabilityGroupStatements.Offline("chat-1"));
        await using var first = await group.Connector.OpenAsync(group.A.Sql, null, CancellationToken.None);
        await DoAsync(
            first,
            AvailabilityGroupStatements.ForceFailoverAllowDataLoss("chat-1"),
            AvailabilityGroupStatements.RemoveReplica("chat-1", group.B.ServerName),
            AvailabilityGroupStatements.RemoveDatabase("chat-1", "mgc"));
    }

    private static async Task RunRepertoireAsync(SimulatedMember member, string folder)
    {
        using var connector = new SqlClientConnector();
        await GrantAsync(connector, member);
        var endpoint = member.Sql;
        await ProvisionAsync(connector, endpoint, member);
        await using var session = await connector.OpenAsync(endpoint, null, CancellationToken.None);
        await LeadAsync(session);
        await ShipAsync(session, folder);
        (await session.QueryAsync(new("SELECT IS_SRVROLEMEMBER('sysadmin') AS is_sysadmin;"), CancellationToken.None))[0].Get<int>("is_sysadmin").ShouldBe(0);
    }

    private static async Task GrantAsync(SqlClientConnector connector, SimulatedMember member)
    {
        await using var sa = await connector.OpenAsync(member.Sql, null, CancellationToken.None);
        await sa.ExecuteAsync(new(Grants), CancellationToken.None);
        member.Login = ("chatdr", Password);
    }

    private static async Task ProvisionAsync(SqlClientConnector connector, SqlEndpoint endpoint, SimulatedMember member)
    {
        var provisioner = new InstanceProvisioner(connector);
        (await provisioner.IdentifyAsync(endpoint, CancellationToken.None)).Simulated.ShouldBeTrue();
        await provisioner.EnsureEndpointAsync(endpoint, member.ServerName, member.MirroringPort, EndpointRole.All, CancellationToken.None);
        var login = new LoginGoal("app", "App-Pass-1", [.. Enumerable.Range(1, 16).Select(i => (byte)i)], Disabled: false);
        await provisioner.EnsureLoginAsync(endpoint, login, CancellationToken.None);
        await provisioner.EnsureLoginAsync(endpoint, login with { Disabled = true }, CancellationToken.None);
        (await new PeerProvisioner(connector).EnsureAsync([member.Member], CancellationToken.None)).ShouldBeNull();
    }

    private static async Task LeadAsync(ISqlSession session)
    {
        await DoAsync(
            session,
            DatabaseStatements.Create("mgc"),
            DatabaseStatements.SetRecoveryFull("mgc"),
            AvailabilityGroupStatements.Create("ag", [new AvailabilityReplica("ALONE", "tcp://127.0.0.1:1", ConfigurationOnly: false)]),
            AvailabilityGroupStatements.GrantCreateAnyDatabase("ag"),
            AvailabilityGroupStatements.RequireSynchronizedSecondaries("ag", 0));
        (await session.QueryAsync(AvailabilityGroupQueries.LocalReplica("ag"), CancellationToken.None)).ShouldHaveSingleItem().Get<int>("role").ShouldBe(1);
        (await session.QueryAsync(AvailabilityGroupQueries.Replicas("ag"), CancellationToken.None)).Count.ShouldBe(1);
        await DoAsync(session, AvailabilityGroupStatements.Offline("ag"), AvailabilityGroupStatements.Drop("ag"));
    }

    private static async Task ShipAsync(ISqlSession session, string folder)
    {
        var (full, log) = (Path.Combine(folder, "f.bak"), Path.Combine(folder, "l.trn"));
        await DoAsync(
            session,
            BackupStatements.BackupDatabase("mgc", full, new BackupOptions()),
            BackupStatements.BackupLog("mgc", log, new BackupOptions { NoRecovery = true }),
            BackupStatements.VerifyOnly(log),
            BackupStatements.RestoreDatabase("mgc", full, replace: true),
            BackupStatements.RestoreLog("mgc", log),
            BackupStatements.RecoverDatabase("mgc"),
            DatabaseStatements.Drop("mgc"),
            BackupStatements.RestoreDatabase("mgc", full),
            BackupStatements.RecoverDatabase("mgc"));
        (await session.QueryAsync(BackupStatements.HeaderOnly(log), CancellationToken.None)).Count.ShouldBe(1);
        (await session.QueryAsync(DatabaseStatements.List(), CancellationToken.None)).Count.ShouldBe(1);
        (await LogBackupCatalog.CopyAsync(session, "mgc", CancellationToken.None)).State.ShouldBe("ONLINE");
        await DoAsync(session, new SqlStatement("USE mgc;"), DatabaseStatements.EnsureOwner("app"), new SqlStatement("USE master;"));
    }

    private static async Task DoAsync(ISqlSession session, params SqlStatement[] statements)
    {
        foreach (var statement in statements)
        {
            await session.ExecuteAsync(statement, CancellationToken.None);
        }
    }
}

using ChatDr.SqlServer.Failover;
using ChatDr.SqlServer.Provisioning;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Shipping;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Tests.Simulated;

/// <summary>Every statement that the operator sends, over the wire, answered with the columns and types that it reads.</summary>
public sealed class StatementResultTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Sid = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatdr-sql-");
    private readonly SqlClientConnector _connector = new();
    private readonly SimulatedMember _member;
    private ISqlSession _session = null!;

    public StatementResultTests() => _member = new SimulatedMember("alone", _folder.FullName, (_, _, _) => throw new InvalidOperationException("No partners here."));

    public async Task InitializeAsync()
    {
        await _member.StartAsync();
        _session = await _connector.OpenAsync(_member.Sql, null, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _session.DisposeAsync();
        await _member.DisposeAsync();
    }

    public void Dispose()
    {
        _connector.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Security_Statements_AnswerWhatTheProvisionerReads()
    {
        await DoAsync(CertificateStatements.CreateMasterKey("Key-Pass-1"), CertificateStatements.Create("c", "s"), EndpointStatements.Create("e", _member.MirroringPort, "c", EndpointRole.All));
        await DoAsync(EndpointStatements.Stop("e"), EndpointStatements.Start("e"), LoginStatements.Create("app", "App-Pass-1", Sid), LoginStatements.Create("peer", "Other-Pass-1"));
        await DoAsync(LoginStatements.Disable("app"), CertificateStatements.CreateUser("peer", "peer"), EndpointStatements.GrantConnect("e", "peer"));

        (await AskAsync(CertificateStatements.FindMasterKey())).GetText("name").ShouldBe("##MS_DatabaseMasterKey##");
        (await AskAsync(CertificateStatements.List())).Get<byte[]>("thumbprint").Length.ShouldBe(20);
        var encoded = (await AskAsync(CertificateStatements.Encoded("c"))).GetBytes("encoded").ShouldNotBeNull();
        var endpoint = await AskAsync(EndpointStatements.Find());
        (endpoint.GetText("name"), endpoint.GetText("state_desc"), endpoint.Get<int>("port")).ShouldBe(("e", "STARTED", _member.MirroringPort));
        var login = await AskAsync(LoginStatements.Find("app"));
        (login.Get<byte[]>("sid").SequenceEqual(Sid), login.Get<bool>("is_disabled")).ShouldBe((true, true));
        (await AskAsync(CertificateStatements.FindUser("peer"))).GetText("name").ShouldBe("peer");
        (await AskAsync(LoginStatements.Sessions("sa"))).Get<int>("session_id").ShouldBeGreaterThan(50);
        await DoAsync(CertificateStatements.CreateFromBinary("peer", "peer", encoded), CertificateStatements.Drop("peer"), LoginStatements.Enable("app"), LoginStatements.Drop("app"));
    }

    [Fact]
    public async Task Identity_SaysWhoItIsAndThatItIsSimulated()
    {
        var identity = await new InstanceProvisioner(_connector).IdentifyAsync(_member.Sql, CancellationToken.None);

        identity.ShouldSatisfyAllConditions(i => i.Simulated.ShouldBeTrue(), i => i.ServerName.ShouldBe("ALONE"), i => i.Platform.ShouldBe("Linux"), i => i.Edition.ShouldStartWith("Developer"));
        (TimeProvider.System.GetUtcNow() - identity.StartedAt).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Shipping_BackupsAndCopy_AnswerWhatTheShipperReads()
    {
        var (full, log) = (Path.Combine(_folder.FullName, "f.bak"), Path.Combine(_folder.FullName, "l.trn"));
        await DoAsync(DatabaseStatements.Create("mgc"), DatabaseStatements.SetRecoveryFull("mgc"), BackupStatements.BackupDatabase("mgc", full, new BackupOptions { CopyOnly = false }));
        await DoAsync(new("USE mgc; CREATE TABLE dbo.t (a int NOT NULL); INSERT dbo.t VALUES (1); USE master;"), BackupStatements.BackupLog("mgc", log, new BackupOptions { NoRecovery = true, Compression = true }), BackupStatements.VerifyOnly(log));

        var header = await AskAsync(BackupStatements.HeaderOnly(log));
        header.Get<decimal>("LastLSN").ShouldBeGreaterThan(header.Get<decimal>("FirstLSN"));
        (header.Get<int>("BackupType"), header.Get<Guid>("RecoveryForkID")).ShouldBe((2, header.Get<Guid>("FirstRecoveryForkID")));
        (await _session.QueryAsync(BackupStatements.FileListOnly(full), CancellationToken.None)).Select(row => row.GetText("Type")).ShouldBe(["D", "L"]);
        var tail = await LogBackupCatalog.CopyAsync(_session, "mgc", CancellationToken.None);
        (tail.IsRestoring, tail.RedoStartLsn, tail.Fork).ShouldBe((true, header.Get<decimal>("LastLSN"), header.Get<Guid>("RecoveryForkID")));
        await DoAsync(BackupStatements.RestoreDatabase("mgc", full, replace: true), BackupStatements.RestoreLog("mgc", log));
        (await AskAsync(DatabaseStatements.List())).GetOrNull<decimal>("redo_start_lsn").ShouldBe(header.Get<decimal>("LastLSN"));
        await DoAsync(BackupStatements.RecoverDatabase("mgc"));
        (await LogBackupCatalog.CopyAsync(_session, "mgc", CancellationToken.None)).State.ShouldBe("ONLINE");
        (await LogBackupCatalog.ListAsync(_session, _folder.FullName, "mgc", CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Shipping_ABackupThatIsStillWritten_IsUnreadableAndNoFault()
    {
        var (full, name) = (Path.Combine(_folder.FullName, "f.bak"), new LogBackupName("mgc", 1, TimeProvider.System.GetUtcNow(), LogBackupKind.Log));
        await DoAsync(DatabaseStatements.Create("mgc"), BackupStatements.BackupDatabase("mgc", full, new BackupOptions()));
        var source = ChatDr.Simulator.Engine.Backups.BackupFile.Open(full);
        using var writer = ChatDr.Simulator.Engine.Backups.BackupFileWriter.Open(Path.Combine(_folder.FullName, name.FileName), source.Media, source.Sets[0].Header, false, () => { });
        writer.Begin();

        var unreadable = await Should.ThrowAsync<SqlServerException>(() => new LogBackupCatalog().ReadAsync(_session, _folder.FullName, name, CancellationToken.None));

        (unreadable.IsUnreachable, unreadable.Has(3256)).ShouldBe((false, true));
    }

    [Fact]
    public async Task Probe_WrittenTwice_IsOneRow()
    {
        await DoAsync(DatabaseStatements.Create("mgc"), LoginStatements.Create("app", "App-Pass-1", Sid));
        await using var session = await _connector.OpenAsync(_member.Sql, "mgc", CancellationToken.None);

        foreach (var statement in ProbeStatements.Write("order-1").Concat(ProbeStatements.Write("order-1")).Append(DatabaseStatements.EnsureOwner("app")).Append(DatabaseStatements.EnsureOwner("app")))
        {
            await session.ExecuteAsync(statement, CancellationToken.None);
        }

        (await session.QueryAsync(new("SELECT id, written_at FROM dbo.__chatdr_probe;"), CancellationToken.None)).ShouldHaveSingleItem().Get<DateTime>("written_at").Year.ShouldBeGreaterThan(2000);
        (await _session.QueryAsync(LoginStatements.SessionsIn("mgc"), CancellationToken.None)).ShouldHaveSingleItem().GetText("login_name").ShouldBe("sa");
    }

    private async Task DoAsync(params SqlStatement[] statements)
    {
        foreach (var statement in statements)
        {
            await _session.ExecuteAsync(statement, CancellationToken.None);
        }
    }

    private async Task<SqlRow> AskAsync(SqlStatement statement) => (await _session.QueryAsync(statement, CancellationToken.None)).ShouldHaveSingleItem(statement.Display);
}

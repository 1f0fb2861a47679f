using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Mirroring;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Tests.Engine;
using ChatDr.Simulator.Tests.TSql.Execution;
using ChatDr.Simulator.TSql.Sessions;

namespace ChatDr.Simulator.Tests.TSql.Mirroring;

/// <summary>Mirroring as an administrator sets it up and looks at it: by statements alone.</summary>
public sealed class MirroringStatementTests : IAsyncLifetime
{
    private EngineFixture _lab = null!;

    public async Task InitializeAsync()
    {
        _lab = NewLab();
        foreach (var name in new[] { "a", "b", "w" })
        {
            await _lab.StartAsync(name);
            Succeeds(await RunAsync(name, $"""
                CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'Key-Passw0rd'; CREATE CERTIFICATE {name}_cert WITH SUBJECT = '{name}';
                CREATE ENDPOINT Endpoint_Mirroring STATE = STARTED AS TCP (LISTENER_PORT = 0, LISTENER_IP = ALL)
                    FOR DATABASE_MIRRORING (AUTHENTICATION = CERTIFICATE {name}_cert, ENCRYPTION = REQUIRED ALGORITHM AES, ROLE = {(name == "w" ? "WITNESS" : "PARTNER")});
                BACKUP CERTIFICATE {name}_cert TO FILE = '{_lab.Share(name)}.cer';
                """));
        }
    }

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    [Fact]
    [Trait("Fact", "B1.2")]
    [Trait("Fact", "B1.3")]
    [Trait("Fact", "B1.5")]
    [Trait("Fact", "B3.1")]
    [Trait("Fact", "B3.2")]
    [Trait("Fact", "B4.3")]
    [Trait("Fact", "B4.4")]
    [Trait("Fact", "B4.5")]
    [Trait("Fact", "B4.6")]
    [Trait("Fact", "B4.7")]
    [Trait("Fact", "B4.8")]
    [Trait("Fact", "B4.9")]
    [Trait("Fact", "B4.10")]
    [Trait("Fact", "1485")]
    [Trait("Fact", "954")]
    public async Task Script_OfASessionWithWitness_IsVisibleInTheCatalogAndFailsOver()
    {
        await BuildAsync();

        var principal = (await RunAsync(
            "a", "SELECT mirroring_state, mirroring_state_desc, mirroring_role, mirroring_role_desc, mirroring_role_sequence, mirroring_safety_level, "
            + "mirroring_safety_level_desc, mirroring_partner_name, mirroring_partner_instance, mirroring_witness_name, mirroring_witness_state, mirroring_connection_timeout, mirroring_redo_queue_type "
            + "FROM sys.database_mirroring WHERE database_id = DB_ID('d')")).Rows.ShouldHaveSingleItem();
        principal.ShouldBe([(byte)4, "SYNCHRONIZED", (byte)1, "PRINCIPAL", 1, (byte)2, "FULL", "TCP://b:5022", "b", "TCP://w:5022", (byte)1, 10, "UNLIMITED"]);
        (await RunAsync(
            "b",
            "SELECT mirroring_role_desc, mirroring_state_desc FROM sys.database_mirroring WHERE mirroring_guid IS NOT NULL")).Rows.ShouldHaveSingleItem()
                .ShouldBe(["MIRROR",
            "SYNCHRONIZED"]);
        (await RunAsync("b", "USE d")).Errors.ShouldHaveSingleItem().Number.ShouldBe(954);
        (await RunAsync("w",
            "SELECT database_name, principal_server_name, mirror_server_name, safety_level_desc, role_sequence_number, is_suspended, partner_sync_state, partner_sync_state_desc "
            + "FROM sys.database_mirroring_witnesses")).Rows.ShouldHaveSingleItem().ShouldBe(["d", "a", "b", "FULL", 1, false, (byte)5, "SYNCHRONIZED"]);
        (await RunAsync("w",
            "SELECT role, role_desc, is_encryption_enabled, connection_auth, encryption_algorithm FROM sys.database_mirroring_endpoints")).Rows.ShouldHaveSingleItem()
            .ShouldBe([(byte)2, "WITNESS", true, (byte)4, (byte)2]);
        (await File.ReadAllTextAsync(_lab["a"].ErrorLog.CurrentFile)).ShouldContain("Database mirroring has been enabled");

        Succeeds(await RunAsync("a", "ALTER DATABASE d SET PARTNER FAILOVER"));
        await Eventually.IsTrueAsync("b serves", async () => (await RunAsync("b", "SELECT COUNT(*) FROM d.dbo.t")).Errors.Count == 0);

        var rows = await RunAsync("b",
            "SELECT mirroring_role_desc, mirroring_role_sequence FROM sys.database_mirroring WHERE mirroring_guid IS NOT NULL; SELECT COUNT(*) FROM d.dbo.t");
        rows.Rows[0].ShouldBe(["PRINCIPAL", 2]);
        rows.Rows[1].ShouldBe([1]);
    }

    [Fact]
    [Trait("Fact", "B3.3")]
    [Trait("Fact", "B3.6")]
    [Trait("Fact", "B3.7")]
    [Trait("Fact", "B3.8")]
    [Trait("Fact", "B3.9")]
    [Trait("Fact", "1439")]
    [Trait("Fact", "1470")]
    [Trait("Fact", "1476")]
    [Trait("Fact", "1477")]
    [Trait("Fact", "1422")]
    [Trait("Fact", "1416")]
    [Trait("Fact", "1405")]
    [Trait("Fact", "1455")]
    public async Task Verbs_OnARunningSession_DoWhatTheySayOrRefuse()
    {
        await BuildAsync();
        Succeeds(await RunAsync("a", "ALTER DATABASE d SET PARTNER TIMEOUT 3"));
        _lab["a"].Mirroring.Get("d").Session.Timeout.ShouldBe(5);
        _lab["b"].Mirroring.Get("d").Session.Timeout.ShouldBe(5);
        await RefusesAsync("a", "SET PARTNER TIMEOUT 32768", 1476);
        await RefusesAsync("b", "SET PARTNER TIMEOUT 20", 1470);
        await RefusesAsync("b", "SET PARTNER RESUME", 1470);
        await RefusesAsync("b", "SET PARTNER FAILOVER", 1470);
        await RefusesAsync("b", "SET PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS", 1455);
        await RefusesAsync("a", "SET PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS", 1455);
        await RefusesAsync("a", "SET PARTNER = 'TCP://b:5022'", 1405);
        (await RunAsync("a", "ALTER DATABASE d SET PARTNER TIMEOUT 10, PARTNER SAFETY OFF")).Errors.ShouldHaveSingleItem().Severity.ShouldBe((byte)15);

        Succeeds(await RunAsync("b", "ALTER DATABASE d SET PARTNER SUSPEND"));
        _lab["a"].Mirroring.Get("d").State.ShouldBe(MirroringState.Suspended);
        Succeeds(await RunAsync("a", "INSERT d.dbo.t VALUES (2)"));
        await RefusesAsync("a", "SET PARTNER FAILOVER", 1422);
        Succeeds(await RunAsync("a", "ALTER DATABASE d SET PARTNER RESUME"));
        await SynchronizedAsync();

        Succeeds(await RunAsync("a", "ALTER DATABASE d SET PARTNER SAFETY OFF"));
        await RefusesAsync("a", "SET PARTNER FAILOVER", 1477);
        Succeeds(await RunAsync("a", "ALTER DATABASE d SET PARTNER SAFETY FULL"));
        _lab["b"].Mirroring.Get("d").Session.SafetySequence.ShouldBe(3);
        Succeeds(await RunAsync("b", "ALTER DATABASE d SET WITNESS OFF"));
        await RefusesAsync("a", "SET WITNESS OFF", 1439);
        (await RunAsync("w", "SELECT * FROM sys.database_mirroring_witnesses")).Rows.ShouldBeEmpty();

        Succeeds(await RunAsync("a", "ALTER DATABASE d SET PARTNER OFF; INSERT d.dbo.t VALUES (3)"));
        await RefusesAsync("a", "SET PARTNER OFF", 1416);
        await Eventually.IsTrueAsync("b is out", () => _lab["b"].GetDatabase("d").File.Mirroring is null);
        (await RunAsync("b", "SELECT state_desc FROM sys.databases WHERE name = 'd'")).Rows.ShouldHaveSingleItem().ShouldBe(["RESTORING"]);
    }

    [Fact]
    [Trait("Fact", "C8.1")]
    [Trait("Fact", "C8.2")]
    [Trait("Fact", "C8.3")]
    [Trait("Fact", "C8.6")]
    [Trait("Fact", "1468")]
    public async Task MirroredDatabase_BackupRestoreOptionsAndDrop_AreRefusedWhereTheProductDoes()
    {
        await BuildAsync();
        var file = _lab.Share("more");
        Succeeds(await RunAsync("a", $"BACKUP LOG d TO DISK = '{file}.trn'; BACKUP DATABASE d TO DISK = '{file}.bak' WITH COPY_ONLY"));
        (await RunAsync("a", $"BACKUP LOG d TO DISK = '{file}.tail' WITH NORECOVERY")).Errors.Select(error => error.Number).ShouldBe([1468, 3013]);
        (await RunAsync("a", $"RESTORE DATABASE d FROM DISK = '{file}.bak' WITH REPLACE")).Errors.Select(error => error.Number).ShouldContain(3104);
        (await RunAsync("b", $"BACKUP LOG d TO DISK = '{file}.b'")).Errors.Select(error => error.Number).ShouldBe([954, 3013]);
        (await RunAsync("b", $"BACKUP DATABASE d TO DISK = '{file}.b' WITH COPY_ONLY")).Errors.Select(error => error.Number).ShouldBe([954, 3013]);
        (await RunAsync("b", $"RESTORE LOG d FROM DISK = '{file}.trn' WITH NORECOVERY")).Errors.Select(error => error.Number).ShouldBe([3104, 3013]);
        (await RunAsync("a", "ALTER DATABASE d SET RECOVERY SIMPLE")).Errors.Select(error => error.Number).ShouldBe([1468, 5069]);
        (await RunAsync("a", "ALTER DATABASE d SET OFFLINE")).Errors.Select(error => error.Number).ShouldBe([1468, 5069]);
        (await RunAsync("a", "DROP DATABASE d")).Errors.ShouldHaveSingleItem().Number.ShouldBe(3743);
        (await RunAsync("b", "DROP DATABASE d")).Errors.ShouldHaveSingleItem().Number.ShouldBe(3743);

        // A planned move that is called off: the session ends, and the mirror joins again from its LSN while no log was lost.
        Succeeds(await RunAsync("a", "ALTER DATABASE d SET PARTNER OFF; INSERT d.dbo.t VALUES (4)"));
        await Eventually.IsTrueAsync("b is out", () => _lab["b"].GetDatabase("d").File.Mirroring is null);
        Succeeds(await RunAsync("b", "ALTER DATABASE d SET PARTNER = 'TCP://a:5022'"));
        Succeeds(await RunAsync("a", "ALTER DATABASE d SET PARTNER = 'TCP://b:5022'"));
        await SynchronizedAsync();
    }

    [Fact]
    [Trait("Fact", "B4.2")]
    public async Task Catalog_OnTheMirror_ShowsNullToWhoIsNoSysadmin()
    {
        await BuildAsync();
        Succeeds(await RunAsync("b", "CREATE LOGIN reader WITH PASSWORD = 'Look-0nly!'"));

        (await RunAsync("b", "SELECT mirroring_guid, mirroring_role FROM sys.database_mirroring WHERE database_id = DB_ID('d')", "reader",
            "Look-0nly!")).Rows.ShouldHaveSingleItem().ShouldBe([null, null]);
    }

    [Fact]
    [Trait("Fact", "B1.4")]
    public async Task Endpoint_Second_IsRefused() => (await RunAsync("a", """
        CREATE ENDPOINT another STATE = STARTED AS TCP (LISTENER_PORT = 0) FOR DATABASE_MIRRORING (AUTHENTICATION = CERTIFICATE a_cert, ENCRYPTION = REQUIRED ALGORITHM AES, ROLE = ALL)
        """)).Errors.ShouldHaveSingleItem().Number.ShouldBe(7862);

    [Fact]
    [Trait("Fact", "B2.6")]
    public async Task SystemDatabase_SetPartner_IsRefused() =>
        (await RunAsync("a", "ALTER DATABASE master SET PARTNER = 'TCP://b:5022'")).Errors.ShouldHaveSingleItem().Number.ShouldBe(5058);

    [Fact]
    public async Task Linux_SetPartner_IsRefusedByName()
    {
        Succeeds(await RunAsync("a", "CREATE DATABASE d"));
        await using var session = await OpenAsync("a", Personality.Linux, "sa", "Str0ng!Passw0rd");
        var writer = new RecordingWriter();
        await session.ExecuteAsync("ALTER DATABASE d SET PARTNER = 'TCP://b:5022'", [], writer, CancellationToken.None);
        writer.Errors.ShouldHaveSingleItem().Number.ShouldBe(40510);
    }

    [Fact]
    [Trait("Fact", "E.9")]
    [Trait("Fact", "E.10")]
    public async Task Monitor_OfASession_HasLiveRows()
    {
        await BuildAsync();
        Succeeds(await RunAsync("a", "USE msdb; EXEC sp_dbmmonitoraddmonitoring"));
        (await RunAsync("a", "USE msdb; EXEC sp_dbmmonitoraddmonitoring")).Errors.ShouldNotBeEmpty();
        var first = await RunAsync("a", "USE msdb; EXEC sp_dbmmonitorupdate N'd'; EXEC sp_dbmmonitorresults N'd', 0, 0");
        first.Errors.ShouldBeEmpty();
        var row = first.Rows.ShouldHaveSingleItem();
        row.Take(4).ShouldBe(["d", 1, 4, 1]);
        ((int)row[5]!, (int)row[7]!).ShouldBe((0, 0));
        row[12].ShouldNotBeNull();
        (await RunAsync("a", "USE msdb; EXEC sp_dbmmonitorresults N'd', 9, 1")).Rows.Count.ShouldBe(1, "a refresh comes at least 15 seconds after the last");
        (await RunAsync("a", "EXEC msdb.sys.sp_dbmmonitorresults N'd', 9, 0")).Rows.Count.ShouldBe(1, "msdb may be named instead of used");
        Succeeds(await RunAsync("a", "USE msdb; EXEC sp_dbmmonitorchangemonitoring 1, 5; EXEC sp_dbmmonitordropmonitoring"));
        (await RunAsync("a", "EXEC sp_dbmmonitorresults N'd', 0, 0")).Errors.ShouldNotBeEmpty();
    }

    private static EngineFixture NewLab() => new();

    private static void Succeeds(RecordingWriter result) =>
        result.Errors.ShouldBeEmpty(string.Join("; ", result.Errors.Select(error => $"{error.Number} {error.Message}")));

    private async Task RefusesAsync(string name, string change, int number)
    {
        var errors = (await RunAsync(name, $"ALTER DATABASE d {change}")).Errors;
        errors.Select(error => error.Number).FirstOrDefault().ShouldBe(number, $"{change}: {string.Join("; ", errors.Select(error => error.Message))}");
    }

    /// <summary>Script 2 of the reference, from the certificates on.</summary>
    private async Task BuildAsync()
    {
        foreach (var (to, from) in new[] { "a", "b", "w" }.SelectMany(to => new[] { "a", "b", "w" }.Where(from => from != to).Select(from => (to, from))))
        {
            Succeeds(await RunAsync(to, $"""
                CREATE LOGIN {from}_login WITH PASSWORD = 'Peer-Passw0rd'; CREATE USER {from}_user FOR LOGIN {from}_login;
                CREATE CERTIFICATE {from}_cert AUTHORIZATION {from}_user FROM FILE = '{_lab.Share(from)}.cer';
                GRANT CONNECT ON ENDPOINT::Endpoint_Mirroring TO {from}_login;
                """));
        }

        var file = _lab.Share("d");
        Succeeds(await RunAsync(
            "a", $"CREATE DATABASE d; ALTER DATABASE d SET RECOVERY FULL; BACKUP DATABASE d TO DISK = '{file}.bak'; BACKUP LOG d TO DISK = '{file}.trn'"));
        Succeeds(await RunAsync("b",
            $"RESTORE DATABASE d FROM DISK = '{file}.bak' WITH NORECOVERY; RESTORE LOG d FROM DISK = '{file}.trn' WITH NORECOVERY; ALTER DATABASE d SET PARTNER = 'TCP://a:5022'"));
        Succeeds(await RunAsync("a", "ALTER DATABASE d SET PARTNER = 'TCP://b:5022'"));
        await SynchronizedAsync();
        Succeeds(await RunAsync("a", "USE d; CREATE TABLE t (x int NOT NULL); INSERT t VALUES (1); USE master; ALTER DATABASE d SET WITNESS = 'TCP://w:5022'"));
        await SynchronizedAsync();
        await Eventually.IsTrueAsync(
            "the witness knows", () => _lab["w"].Mirroring.Witness.All is [{ IsSynchronized: true }] && _lab["b"].Mirroring.Get("d").SeesWitness == true);
    }

    private Task SynchronizedAsync() => Eventually.IsTrueAsync(
        "both are synchronised",
        () => _lab["a"].Mirroring.Get("d").State == MirroringState.Synchronized && _lab["b"].Mirroring.Get("d").State == MirroringState.Synchronized,
        () => string.Create(CultureInfo.InvariantCulture,
            $"{_lab["a"].Mirroring.Get("d").State} {_lab["a"].Mirroring.Get("d").PartnerProblem}, {_lab["b"].Mirroring.Get("d").State}"));

    private async Task<SqlSession> OpenAsync(string name, Personality personality, string login, string password) =>
        (SqlSession)await new SqlFrontend(_lab[name], personality).LoginAsync(new() { UserName = login, Password = password }, CancellationToken.None);

    private async Task<RecordingWriter> RunAsync(string name, string batch, string login = "sa", string password = "Str0ng!Passw0rd")
    {
        await using var session = await OpenAsync(name, Personality.Windows, login, password);
        var writer = new RecordingWriter();
        await session.ExecuteAsync(batch, [], writer, CancellationToken.None);
        return writer;
    }
}

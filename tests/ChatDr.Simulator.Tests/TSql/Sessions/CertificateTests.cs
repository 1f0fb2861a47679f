namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>Certificates travel between instances with and without their private key, and the rules of the master key hold.</summary>
public sealed class CertificateTests
{
    private const string Key = "CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'M4ster!Key'; ";

    [Fact]
    [Trait("Fact", "B1.2")]
    [Trait("Fact", "B1.6")]
    public async Task Certificate_BackedUpWithItsPrivateKey_ServesAnEndpointElsewhere()
    {
        await using var one = await SessionFixture.StartAsync();
        await using var other = await SessionFixture.StartAsync();
        var (file, key) = (Path.Combine(one.Folder, "c.cer"), Path.Combine(one.Folder, "c.pvk"));

        (await one.RunAsync($"{Key} CREATE CERTIFICATE c WITH SUBJECT = 'c'; BACKUP CERTIFICATE c TO FILE = '{file}' WITH PRIVATE KEY (FILE = '{key}', ENCRYPTION BY PASSWORD = 'Tr4nsport!')")).Errors.ShouldBeEmpty();
        var result = await other.RunAsync($"""
            {Key} CREATE CERTIFICATE c FROM FILE = '{file}' WITH PRIVATE KEY (FILE = '{key}', DECRYPTION BY PASSWORD = 'wrong');
            CREATE CERTIFICATE c FROM FILE = '{file}' WITH PRIVATE KEY (FILE = '{key}', DECRYPTION BY PASSWORD = 'Tr4nsport!');
            CREATE ENDPOINT e STATE = STARTED AS TCP (LISTENER_PORT = 0, LISTENER_IP = (127.0.0.1)) FOR DATABASE_MIRRORING (AUTHENTICATION = CERTIFICATE c, ENCRYPTION = REQUIRED ALGORITHM AES, ROLE = ALL);
            SELECT state_desc, role_desc, encryption_algorithm_desc FROM sys.database_mirroring_endpoints;
            SELECT pvt_key_encryption_type_desc FROM sys.certificates;
            SELECT state_desc FROM sys.dm_tcp_listener_states;
            DROP CERTIFICATE c; DROP MASTER KEY;
            """);

        result.Errors.Select(error => error.Number).ShouldBe([15465, 15559, 15580]);
        result.Rows[0].ShouldBe(["STARTED", "ALL", "AES"]);
        result.Rows[1][0].ShouldBe("ENCRYPTED_BY_MASTER_KEY");
        result.Rows[2][0].ShouldBe("ONLINE");
    }

    [Theory]
    [InlineData("CREATE CERTIFICATE c WITH SUBJECT = 'c'", 15581)]
    [InlineData(Key + Key, 15578)]
    [InlineData("CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'weak'", 15116)]
    [InlineData("DROP MASTER KEY", 15151)]
    [InlineData(Key + "OPEN MASTER KEY DECRYPTION BY PASSWORD = 'wrong'", 15313)]
    [InlineData(Key + "ALTER MASTER KEY DROP ENCRYPTION BY SERVICE MASTER KEY; CREATE CERTIFICATE c WITH SUBJECT = 'c'", 15581)]
    [InlineData(Key + "CREATE CERTIFICATE c WITH SUBJECT = 'c'; CREATE CERTIFICATE c WITH SUBJECT = 'c'", 15232)]
    [InlineData(Key + "CREATE CERTIFICATE c WITH SUBJECT = 'c', START_DATE = '2030-01-01', EXPIRY_DATE = '2029-01-01'", 15468)]
    [InlineData(Key + "CREATE CERTIFICATE c AUTHORIZATION nobody WITH SUBJECT = 'c'", 15151)]
    [InlineData("CREATE CERTIFICATE c FROM FILE = '/nowhere/c.cer'", 15208)]
    [InlineData("CREATE CERTIFICATE c FROM BINARY = 0x00", 15468)]
    [InlineData("BACKUP CERTIFICATE nothing TO FILE = 'x.cer'", 15151)]
    [InlineData("DROP CERTIFICATE nothing", 15151)]
    [InlineData("CREATE DATABASE d; USE d; CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'M4ster!Key'", 40510)]
    [InlineData("CREATE ENDPOINT e AS TCP (LISTENER_PORT = 0) FOR DATABASE_MIRRORING (AUTHENTICATION = CERTIFICATE nothing)", 15151)]
    [InlineData("ALTER ENDPOINT nothing STATE = STARTED", 15151)]
    public async Task Statement_ThatTheRulesForbid_IsRefused(string statement, int error)
    {
        await using var fixture = await SessionFixture.StartAsync();

        (await fixture.RunAsync(statement)).Errors.ShouldHaveSingleItem().Number.ShouldBe(error);
    }

    [Fact]
    public async Task MasterKey_OpenedByItsPassword_AllowsWhatTheServiceKeyNoLongerDoes()
    {
        await using var fixture = await SessionFixture.StartAsync();

        var result = await fixture.RunAsync(Key
            + "ALTER MASTER KEY DROP ENCRYPTION BY SERVICE MASTER KEY; OPEN MASTER KEY DECRYPTION BY PASSWORD = 'M4ster!Key'; CREATE CERTIFICATE c WITH SUBJECT = 'c'; CLOSE MASTER KEY; CLOSE MASTER KEY");

        result.Errors.ShouldHaveSingleItem().Number.ShouldBe(15315);
    }

    [Fact]
    [Trait("Fact", "B1.4")]
    public async Task Endpoint_ASecondOne_IsRefusedWith7862()
    {
        await using var fixture = await SessionFixture.StartAsync();
        const string endpoint = "CREATE ENDPOINT {0} AS TCP (LISTENER_PORT = 0) FOR DATABASE_MIRRORING (AUTHENTICATION = CERTIFICATE c, ROLE = PARTNER); ";

        var result = await fixture.RunAsync(Key + "CREATE CERTIFICATE c WITH SUBJECT = 'c'; " + endpoint.Replace("{0}", "e", StringComparison.Ordinal)
            + "SELECT state_desc, role_desc FROM sys.database_mirroring_endpoints; ALTER ENDPOINT e STATE = DISABLED; SELECT state_desc FROM sys.endpoints WHERE name = 'e'; "
            + endpoint.Replace("{0}", "f", StringComparison.Ordinal));

        result.Errors.ShouldHaveSingleItem().Number.ShouldBe(7862);
        result.Rows[0].ShouldBe(["STOPPED", "PARTNER"]);
        result.Rows[1][0].ShouldBe("DISABLED");
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Tests.Hosting;

public sealed class LaunchSettingsReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sim-settings-");
    private readonly Dictionary<string, string> _environment = new() { ["MSSQL_SA_PASSWORD"] = "S3cret!pass" };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Settings_OfAContainer_AreHonoured()
    {
        _environment["MSSQL_PID"] = "express";
        _environment["MSSQL_ENABLE_HADR"] = "0";
        _environment["MSSQL_TCP_PORT"] = "1444";
        _environment["MSSQL_IP_ADDRESS"] = "127.0.0.2";
        _environment["MSSQL_BACKUP_DIR"] = "/var/opt/mssql/backup";

        var settings = Read();

        var instance = settings.Instance;
        (instance.Edition, instance.HadrEnabled, instance.Port, instance.ListenAddress).ShouldBe(("Express", false, 1444, IPAddress.Parse("127.0.0.2")));
        instance.BackupDirectory.ShouldBe(Path.Combine(_folder.FullName, "backup"));
        instance.MapPath("/var/opt/mssql/data/x.bak").ShouldBe(Path.Combine(_folder.FullName, "data/x.bak"));
        instance.MapPath("/elsewhere/x.bak").ShouldBe("/elsewhere/x.bak");
        settings.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void ConfigurationFile_Present_IsHonouredBelowEnvironmentAndCommandLine()
    {
        WriteConfiguration("[network]", "tcpport = 1500", "forceencryption=1", "ipaddress = 127.0.0.9", "# a comment", "", "[hadr]", "hadrenabled = 0");
        _environment["MSSQL_TCP_PORT"] = "1501";

        Read().Instance.Port.ShouldBe(1501);
        Read(new() { Port = 1502 }).Instance.Port.ShouldBe(1502);
        _environment.Remove("MSSQL_TCP_PORT");

        var instance = Read().Instance;
        (instance.Port, instance.ForceEncryption, instance.HadrEnabled, instance.ListenAddress).ShouldBe((1500, true, false, IPAddress.Parse("127.0.0.9")));
    }

    [Theory]
    [InlineData("MSSQL_AGENT_ENABLED", "true")]
    [InlineData("MSSQL_COLLATION", "Latin1_General_100_CS_AS")]
    [InlineData("MSSQL_LCID", "1036")]
    [InlineData("MSSQL_MEMORY_LIMIT_MB", "4096")]
    [InlineData("MSSQL_LOG_DIR", "/var/opt/mssql/log")]
    [InlineData("SA_PASSWORD", "S3cret!pass")]
    public void Variable_WithoutEffectHere_IsWarnedOf(string variable, string value)
    {
        _environment[variable] = value;

        Read().Warnings.ShouldHaveSingleItem().ShouldContain(variable);
    }

    [Fact]
    public void ConfigurationFile_SettingWithoutEffect_IsWarnedOf()
    {
        WriteConfiguration("[traceflag]", "traceflag0 = 1222");

        Read().Warnings.ShouldHaveSingleItem().ShouldContain("traceflag.traceflag0");
    }

    [Theory]
    [InlineData("MSSQL_TCP_PORT", "many")]
    [InlineData("MSSQL_TCP_PORT", "65536")]
    [InlineData("MSSQL_ENABLE_HADR", "perhaps")]
    [InlineData("MSSQL_PID", "11111-22222-33333-44444-55555")]
    [InlineData("MSSQL_IP_ADDRESS", "localhost")]
    public void Variable_ThatCannotBeMeant_IsRefusedByName(string variable, string value)
    {
        _environment[variable] = value;

        var refusal = Should.Throw<InvalidSettingException>(() => Read());

        refusal.Message.ShouldContain(variable);
        refusal.Message.ShouldContain(value);
    }

    [Fact]
    public void Password_Nowhere_IsRefused()
    {
        _environment.Clear();

        Should.Throw<InvalidSettingException>(() => Read()).Message.ShouldContain("MSSQL_SA_PASSWORD");
        Should.Throw<InvalidSettingException>(() => Read(new() { SaPasswordFile = "/does/not/exist" })).Message.ShouldContain("--sa-password-file");
    }

    [Fact]
    public void PasswordFile_WithLineEnd_LosesOnlyThat()
    {
        var file = Path.Combine(_folder.FullName, "sa");
        File.WriteAllText(file, " with spaces \n");

        Read(new() { SaPasswordFile = file }).Instance.SaPassword.ShouldBe(" with spaces ");
    }

    [Fact]
    public void ConfigurationFile_LineThatIsNone_IsRefusedWithItsNumber()
    {
        WriteConfiguration("[network]", "tcpport 1433");

        Should.Throw<InvalidSettingException>(() => Read()).Message.ShouldContain("line 2");
    }

    [Fact]
    public void Certificate_FromConfigurationFile_IsRead()
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=given", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllText(Path.Combine(_folder.FullName, "tls.pem"), made.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder.FullName, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        WriteConfiguration("[network]", "tlscert = /var/opt/mssql/tls.pem", "tlskey = /var/opt/mssql/tls.key");

        using var certificate = Read().Instance.TlsCertificate.ShouldNotBeNull();

        certificate.Thumbprint.ShouldBe(made.Thumbprint);
        certificate.HasPrivateKey.ShouldBeTrue();
    }

    [Fact]
    public void Certificate_WithoutKeyOrUnreadable_IsRefused()
    {
        Should.Throw<InvalidSettingException>(() => Read(new() { TlsCertificate = "/a.pem" })).Message.ShouldContain("--tls-key");
        Should.Throw<InvalidSettingException>(() => Read(new() { TlsCertificate = "/a.pem", TlsKey = "/a.key" })).Message.ShouldContain("/a.pem");
    }

    private LaunchSettings Read(LaunchArguments? given = null) =>
        LaunchSettingsReader.Read((given ?? new()) with { Data = _folder.FullName }, name => _environment.GetValueOrDefault(name));

    private void WriteConfiguration(params string[] lines) => File.WriteAllLines(Path.Combine(_folder.FullName, "mssql.conf"), lines);
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Tds;

/// <summary>An instance with a certificate that it was given, and one that demands encryption, as clients meet them.</summary>
public sealed class EncryptionTests : IDisposable
{
    private const byte EncryptionNotSupported = 2;
    private const byte EncryptionRequired = 3;
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();
    private readonly X509Certificate2 _given = Certificate("CN=given");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sim-tls-");

    [Fact]
    public async Task ClientThatPinsTheGivenCertificate_Connects()
    {
        await using var instance = await HostedInstance.StartAsync(options => options with { TlsCertificate = _given });

        await using var connection = await instance.OpenAsync(Pinning(_given));

        (await HostedInstance.AskAsync(connection, "SELECT encrypt_option FROM sys.dm_exec_connections WHERE session_id = @@SPID")).ShouldBe("TRUE");
    }

    [Fact]
    public async Task ClientThatPinsAnotherCertificate_DoesNotConnect()
    {
        using var another = Certificate("CN=given");
        await using var instance = await HostedInstance.StartAsync(options => options with { TlsCertificate = _given });

        await Should.ThrowAsync<SqlException>(() => instance.OpenAsync(Pinning(another)));
    }

    [Fact]
    public async Task ForcedEncryption_OfAClientThatLeavesItOptional_EncryptsTheWholeSession()
    {
        await using var instance = await HostedInstance.StartAsync(options => options with { ForceEncryption = true });

        await using var connection = await instance.OpenAsync("Pooling=false;Encrypt=Optional");

        (await HostedInstance.AskAsync(connection, "SELECT encrypt_option FROM sys.dm_exec_connections WHERE session_id = @@SPID")).ShouldBe("TRUE");
    }

    [Fact]
    public async Task ForcedEncryption_OfAClientThatCannot_SaysRequiredAndCloses()
    {
        await using var instance = await HostedInstance.StartAsync(options => options with { ForceEncryption = true });
        using var client = await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, instance.Host.Endpoint.Port));

        RawClient.PreLogin[^1].ShouldBe(EncryptionNotSupported);
        await client.SendAsync(0x12, RawClient.PreLogin);

        EncryptionOf(await client.ReadMessageAsync()).ShouldBe(EncryptionRequired);
        await client.ReadToEndAsync();
    }

    public void Dispose()
    {
        _given.Dispose();
        _folder.Delete(recursive: true);
    }

    private static X509Certificate2 Certificate(string subject)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(Start.AddDays(-1), Start.AddDays(1));
    }

    /// <summary>The option's place stands after its number, 1, which is followed by offset and length, two bytes each.</summary>
    private static byte EncryptionOf(byte[] preLogin)
    {
        var option = 0;
        while (preLogin[option] != 1)
        {
            option += 5;
        }

        return preLogin[(preLogin[option + 1] << 8) | preLogin[option + 2]];
    }

    private string Pinning(X509Certificate2 certificate)
    {
        var file = Path.Combine(_folder.FullName, "pinned.cer");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return $"Pooling=false;TrustServerCertificate=false;Server Certificate={file}";
    }
}

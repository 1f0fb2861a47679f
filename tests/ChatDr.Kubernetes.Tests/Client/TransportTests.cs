using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Client;

/// <summary>Against a real TLS listener; the wrong-name case is the one that KubernetesClient's callback accepts.</summary>
public sealed class TransportTests : IDisposable
{
    private static readonly NamespacedName Name = new("ns", "a");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public TransportTests() => _authority = MakeAuthority(_key);

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task RightNameOfTheRightAuthority_IsAccepted()
    {
        await using var server = await ServeAsync("localhost");
        using var client = ClientOf(server, _authority);

        (await client.GetAsync<V1ConfigMap>(Name, default))!.Metadata.Name.ShouldBe("a");
    }

    [Fact]
    public async Task WrongNameOfTheRightAuthority_IsRefused()
    {
        await using var server = await ServeAsync("other.example.org");
        using var client = ClientOf(server, _authority);

        var refusal = await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync<V1ConfigMap>(Name, default));

        refusal.HttpRequestError.ShouldBe(HttpRequestError.SecureConnectionError);
        refusal.ToString().ShouldContain(nameof(SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    [Fact]
    public async Task NameThatTheKubeconfigStates_IsTheOneToFind()
    {
        await using var server = await ServeAsync("other.example.org");
        using var client = ClientOf(server, _authority, "other.example.org");

        (await client.GetAsync<V1ConfigMap>(Name, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task RightNameOfAnotherAuthority_IsRefused()
    {
        await using var server = await ServeAsync("localhost");
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = MakeAuthority(otherKey);
        using var client = ClientOf(server, other);

        var refusal = await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync<V1ConfigMap>(Name, default));

        refusal.HttpRequestError.ShouldBe(HttpRequestError.SecureConnectionError);
    }

    private static X509Certificate2 MakeAuthority(ECDsa key)
    {
        var request = new CertificateRequest($"CN=authority-{Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }

    private static KubernetesClient ClientOf(WebApplication server, X509Certificate2 authority, string? serverName = null)
    {
        var config = new KubernetesConfig
        {
            Server = new UriBuilder("https", "localhost", new Uri(server.Urls.First()).Port).Uri,
            CertificateAuthority = authority.ExportCertificatePem(),
            TlsServerName = serverName,
        };
        return new KubernetesClient(config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
    }

    private async Task<WebApplication> ServeAsync(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var bare = request.Create(_authority, now.AddMinutes(-30), now.AddHours(1), Guid.NewGuid().ToByteArray());
        var certificate = bare.CopyWithPrivateKey(key);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var server = builder.Build();
        server.Run(context => context.Response.WriteAsync("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"ns","name":"a"}}"""));
        await server.StartAsync();
        return server;
    }
}

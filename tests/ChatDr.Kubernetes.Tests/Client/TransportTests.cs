using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Tests.Fakes;
using ChatDr.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Client;

/// <summary>Against a real TLS listener; the wrong-name case is the one that KubernetesClient's callback accepts.</summary>
public sealed class TransportTests : IDisposable
{
    private const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"ns","name":"a"}}""";
    private static readonly NamespacedName Name = new("ns", "a");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly string _folder = Directory.CreateTempSubdirectory("client-cert-").FullName;

    public TransportTests() => _authority = MakeAuthority(_key);

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
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

    /// <summary>client-go looks at the file again; KubernetesClient reads it once, so that a pod outlives its cluster's authority by hours only.</summary>
    [Fact]
    public async Task AuthorityFile_ThatIsReplaced_IsTrustedWithoutARestart()
    {
        await using var server = await ServeAsync("localhost");
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = MakeAuthority(otherKey);
        var file = Path.GetTempFileName();
        var time = new FakeTime();
        try
        {
            await File.WriteAllTextAsync(file, other.ExportCertificatePem());
            var config = new KubernetesConfig { Server = AddressOf(server), CertificateAuthorityFile = file };
            using var client = new KubernetesClient(config, time, NullLogger<KubernetesClient>.Instance);
            var refused = client.GetAsync<V1ConfigMap>(Name, default);
            await Await.UntilAsync("the refusal", () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return refused.IsCompleted;
            });
            await refused.ShouldThrowAsync<HttpRequestException>();

            await File.WriteAllTextAsync(file, _authority.ExportCertificatePem());
            time.Advance(TimeSpan.FromMinutes(5));

            (await client.GetAsync<V1ConfigMap>(Name, default)).ShouldNotBeNull();
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>KubernetesClient reads a client certificate once; issuers such as cert-manager replace it under a running process.</summary>
    [Fact]
    public async Task ClientCertificateFile_ThatIsReplaced_IsShownWithoutARestart()
    {
        var shown = new List<string>();
        await using var server = await ServeAsync("localhost", shown.Add);
        var time = new FakeTime();
        var (certificate, key) = (Path.Combine(_folder, "tls.crt"), Path.Combine(_folder, "tls.key"));
        WriteClientCertificate("first", certificate, key);
        using var client = ClientOf(server, certificate, key, time);
        await client.GetAsync<V1ConfigMap>(Name, default);

        WriteClientCertificate("second", certificate, key);
        await client.GetAsync<V1ConfigMap>(Name, default);
        time.Advance(TimeSpan.FromMinutes(5));
        await client.GetAsync<V1ConfigMap>(Name, default);

        shown.ShouldBe(["CN=first", "CN=first", "CN=second"]);
    }

    /// <summary>An issuer writes certificate and key one after the other; what was read in between must not be kept for minutes.</summary>
    [Fact]
    public async Task ClientCertificateFiles_ThatDoNotFit_AreLookedAtAgainAtTheNextCall()
    {
        var shown = new List<string>();
        await using var server = await ServeAsync("localhost", shown.Add);
        var time = new FakeTime();
        var (certificate, key, later) = (Path.Combine(_folder, "tls.crt"), Path.Combine(_folder, "tls.key"), Path.Combine(_folder, "later.key"));
        WriteClientCertificate("first", certificate, key);
        using var client = ClientOf(server, certificate, key, time);
        await client.GetAsync<V1ConfigMap>(Name, default);
        WriteClientCertificate("second", certificate, later);
        time.Advance(TimeSpan.FromMinutes(5));
        (await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync<V1ConfigMap>(Name, default))).Message.ShouldContain("do not make a pair");

        File.Move(later, key, overwrite: true);
        await client.GetAsync<V1ConfigMap>(Name, default);

        shown.ShouldBe(["CN=first", "CN=second"]);
    }

    /// <summary>KubernetesClient reads a plugin's client certificate once, so that it expires under a running process.</summary>
    [Fact]
    public async Task ClientCertificateOfAPlugin_IsShown_AndFetchedAnewWhenItExpires()
    {
        var shown = new List<string>();
        await using var server = await ServeAsync("localhost", shown.Add);
        var time = new FakeTime();
        var credential = Path.Combine(_folder, "credential.json");
        WriteCredential("first", time.GetUtcNow().AddHours(1));
        var exec = new ExecConfig { ApiVersion = "client.authentication.k8s.io/v1", Command = "/bin/cat", Arguments = [credential] };
        var config = new KubernetesConfig { Server = AddressOf(server), CertificateAuthority = _authority.ExportCertificatePem(), Exec = exec };
        using var client = new KubernetesClient(config, time, NullLogger<KubernetesClient>.Instance);
        await client.GetAsync<V1ConfigMap>(Name, default);

        WriteCredential("second", time.GetUtcNow().AddHours(2));
        await client.GetAsync<V1ConfigMap>(Name, default);
        time.Advance(TimeSpan.FromHours(1));
        await client.GetAsync<V1ConfigMap>(Name, default);

        shown.ShouldBe(["CN=first", "CN=first", "CN=second"]);

        void WriteCredential(string name, DateTimeOffset expires)
        {
            var (certificate, key) = (Path.Combine(_folder, "tls.crt"), Path.Combine(_folder, "tls.key"));
            WriteClientCertificate(name, certificate, key);
            var status = new
            {
                expirationTimestamp = expires,
                clientCertificateData = File.ReadAllText(certificate),
                clientKeyData = File.ReadAllText(key),
            };
            File.WriteAllText(
                credential, JsonSerializer.Serialize(new { apiVersion = "client.authentication.k8s.io/v1", kind = "ExecCredential", status }));
        }
    }

    [Fact]
    public async Task ServerThatIsNotChecked_IsWarnedOf()
    {
        await using var server = await ServeAsync("other.example.org");
        var logger = new Lines();
        using var client = new KubernetesClient(new KubernetesConfig { Server = AddressOf(server), InsecureSkipTlsVerify = true }, TimeProvider.System, logger);

        (await client.GetAsync<V1ConfigMap>(Name, default)).ShouldNotBeNull();

        logger.Warnings.ShouldHaveSingleItem().ShouldContain("is not checked");
    }

    /// <summary>KubernetesClient pings each three minutes: a watch through a machine that hangs stays silent for that long.</summary>
    [Fact]
    public async Task Watch_ThroughAProxyThatFreezes_IsGivenUpAfterAnUnansweredPing()
    {
        await using var server = await ServeAsync("localhost");
        await using var proxy = new FaultyProxy(AddressOf(server).Port);
        var config = new KubernetesConfig
        {
            Server = new UriBuilder("https", "localhost", proxy.Port).Uri,
            CertificateAuthority = _authority.ExportCertificatePem(),
        };

        // A live server has to answer within the time-out, also on a busy machine.
        var options = new KubernetesClientOptions { PingDelay = TimeSpan.FromSeconds(1), PingTimeout = TimeSpan.FromSeconds(5) };
        using var client = new KubernetesClient(config, TimeProvider.System, NullLogger<KubernetesClient>.Instance, options);
        await using var watch = client.WatchAsync<V1ConfigMap>("ns", "1", new ListOptions { TimeoutSeconds = 300 }, default).GetAsyncEnumerator();
        (await watch.MoveNextAsync()).ShouldBeTrue();

        proxy.Freeze();

        await Should.ThrowAsync<HttpRequestException>(() => watch.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Pings_FindASilentConnectionWithinAMinute()
    {
        var options = new KubernetesClientOptions();

        (options.PingDelay + options.PingTimeout).ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }

    private static Uri AddressOf(WebApplication server) => new UriBuilder("https", "localhost", new Uri(server.Urls.First()).Port).Uri;

    private void WriteClientCertificate(string name, string certificate, string key)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest($"CN={name}", pair, HashAlgorithmName.SHA256).Create(
            _authority, now.AddMinutes(-30), now.AddHours(1), Guid.NewGuid().ToByteArray());
        File.WriteAllText(certificate, made.ExportCertificatePem());
        File.WriteAllText(key, pair.ExportPkcs8PrivateKeyPem());
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
            Server = AddressOf(server),
            CertificateAuthority = authority.ExportCertificatePem(),
            TlsServerName = serverName,
        };
        return new KubernetesClient(config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
    }

    private KubernetesClient ClientOf(WebApplication server, string certificateFile, string keyFile, TimeProvider time)
    {
        var config = new KubernetesConfig
        {
            Server = AddressOf(server),
            CertificateAuthority = _authority.ExportCertificatePem(),
            ClientCertificateFile = certificateFile,
            ClientKeyFile = keyFile,
        };
        return new KubernetesClient(config, time, NullLogger<KubernetesClient>.Instance);
    }

    private async Task<WebApplication> ServeAsync(string name, Action<string>? clientShown = null)
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
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate, https =>
            {
                https.ClientCertificateMode = clientShown is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.RequireCertificate;
                https.AllowAnyClientCertificate();
            })));
        var server = builder.Build();
        server.Run(async context =>
        {
            clientShown?.Invoke(context.Connection.ClientCertificate?.Subject ?? "");
            if (context.Request.Query.ContainsKey("watch"))
            {
                await context.Response.WriteAsync($$"""{"type":"ADDED","object":{{Map}}}""" + "\n");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            await context.Response.WriteAsync(Map);
        });
        await server.StartAsync();
        return server;
    }

    private sealed class Lines : ILogger<KubernetesClient>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}

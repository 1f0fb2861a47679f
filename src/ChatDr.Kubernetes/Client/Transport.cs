using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatDr.Kubernetes.Authentication;
using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// Connections to one cluster. Trust is stated as a chain policy, so that .NET checks chain <em>and</em> name: a callback that looks at the chain alone
/// accepts any server with a certificate of the same authority. A policy cannot be changed under a handler; when an authority or a client certificate was
/// replaced, new requests get a new handler, and the old one is closed when nothing can run on it any more.
/// </summary>
internal sealed class Transport(KubernetesConfig config, KubernetesClientOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan AuthorityKept = TimeSpan.FromMinutes(5);

    /// <summary>Longer than a server lets a watch run.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly ReloadedFile? _authority = config is { CertificateAuthority: null, CertificateAuthorityFile: { } path }
        ? new(path, AuthorityKept, time)
        : null;
    private readonly List<(HttpClient Http, ITimer Timer)> _retired = [];
    private (TlsMaterial Material, HttpClient Http)? _current;
    private bool _disposed;

    private sealed record TlsMaterial(string? Authority, string? Certificate, string? Key);

    /// <summary>
    /// Makes the first handler without a request, so that unusable certificates are told at once. What a plugin or a file holds is seen later.
    /// </summary>
    /// <exception cref="KubernetesConfigException">The certificates in the configuration cannot be used.</exception>
    public void Check()
    {
        if (_authority is null && config is { ClientCertificateFile: null, ClientKeyFile: null, Exec: null })
        {
            Current(new TlsMaterial(config.CertificateAuthority, config.ClientCertificate, config.ClientKey));
        }
    }

    /// <summary>What to send with now.</summary>
    /// <exception cref="HttpRequestException">A certificate file cannot be read or used.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public async ValueTask<HttpClient> GetAsync(Identity identity, CancellationToken cancellationToken)
    {
        var authority = _authority is null ? config.CertificateAuthority : await _authority.GetAsync(cancellationToken);
        try
        {
            return Current(new TlsMaterial(authority, identity.Certificate, identity.Key));
        }
        catch (KubernetesConfigException unusable)
        {
            _authority?.Drop();
            throw new HttpRequestException(unusable.Message, unusable);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _current?.Http.Dispose();
            _current = null;
            foreach (var (http, timer) in _retired)
            {
                timer.Dispose();
                http.Dispose();
            }

            _retired.Clear();
        }
    }

    private HttpClient Current(TlsMaterial material)
    {
        lock (_gate)
        {
            // Or the client of a Secret that was replaced would come back to life, with the credentials of old.
            ObjectDisposedException.ThrowIf(_disposed, typeof(KubernetesClient));
            if (_current is { } current && current.Material == material)
            {
                return current.Http;
            }

            var http = Create(material);
            if (_current is { } old)
            {
                var timer = time.CreateTimer(_ => Close(old.Http), null, Drain, Timeout.InfiniteTimeSpan);
                _retired.Add((old.Http, timer));
            }

            _current = (material, http);
            return http;
        }
    }

    private void Close(HttpClient http)
    {
        lock (_gate)
        {
            foreach (var (old, timer) in _retired.Where(retired => retired.Http == http).ToArray())
            {
                _retired.Remove((old, timer));
                timer.Dispose();
                old.Dispose();
            }
        }
    }

    private HttpClient Create(TlsMaterial material)
    {
        var http = new HttpClient(CreateHandler(material))
        {
            BaseAddress = config.Server,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        if (config.TlsServerName is { } name)
        {
            // The handler takes the name to check from the Host header; SslOptions.TargetHost it overwrites.
            http.DefaultRequestHeaders.Host = name;
        }

        return http;
    }

    private SocketsHttpHandler CreateHandler(TlsMaterial material)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.GZip,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            KeepAlivePingDelay = options.PingDelay,
            KeepAlivePingTimeout = options.PingTimeout,
            ConnectCallback = ConnectAsync,
            SslOptions = SslOptions(material),
        };
        if (config.Proxy is not null)
        {
            handler.Proxy = new WebProxy(config.Proxy);
        }

        return handler;
    }

    /// <summary>HTTP/1.1 has no pings, so that a silent watch over it relies on TCP to notice a peer that is gone: within 45 s.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    private SslClientAuthenticationOptions SslOptions(TlsMaterial material)
    {
        var ssl = new SslClientAuthenticationOptions { ClientCertificateContext = ClientCertificate(material) };
        if (config.InsecureSkipTlsVerify)
        {
#pragma warning disable CA5359 // Asked for by the kubeconfig; the client logs a warning.
            ssl.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (material.Authority is { } pem)
        {
            ssl.CertificateChainPolicy = Trust(pem);
        }

        return ssl;
    }

    private static X509ChainPolicy Trust(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(pem);
        }
        catch (CryptographicException broken)
        {
            throw new KubernetesConfigException($"The cluster's certificate authority is no PEM: {broken.Message}", broken);
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw new KubernetesConfigException("The cluster's certificate authority holds no certificate.");
    }

    private static SslStreamCertificateContext? ClientCertificate(TlsMaterial material)
    {
        if (material.Certificate is null)
        {
            return null;
        }

        if (material.Key is null)
        {
            throw new KubernetesConfigException("There is a client certificate, but no client-key.");
        }

        try
        {
            using var pair = X509Certificate2.CreateFromPem(material.Certificate, material.Key);

            // Windows cannot use a key that lives only in memory; a round trip through PKCS #12 stores it.
            var leaf = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pfx), password: null);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(material.Certificate);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new KubernetesConfigException($"Client certificate and key do not make a pair: {broken.Message}", broken);
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// Connections to one cluster. Trust is stated as a chain policy, so that .NET checks chain <em>and</em> name: a callback that looks at the chain alone
/// accepts any server with a certificate of the same authority (reference/dotnet-operator.md 2.3).
/// </summary>
internal static class Transport
{
    public static HttpClient Create(KubernetesConfig config, KubernetesClientOptions options)
    {
        var http = new HttpClient(CreateHandler(config))
        {
            BaseAddress = config.Server,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
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

    private static SocketsHttpHandler CreateHandler(KubernetesConfig config)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.GZip,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            ConnectCallback = ConnectAsync,
            SslOptions = SslOptions(config),
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

    private static SslClientAuthenticationOptions SslOptions(KubernetesConfig config)
    {
        var ssl = new SslClientAuthenticationOptions { ClientCertificateContext = ClientCertificate(config) };
        if (config.InsecureSkipTlsVerify)
        {
#pragma warning disable CA5359 // Asked for by the kubeconfig; the client logs a warning.
            ssl.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (config.CertificateAuthority is { } pem)
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

    private static SslStreamCertificateContext? ClientCertificate(KubernetesConfig config)
    {
        if (config.ClientCertificate is null)
        {
            return null;
        }

        if (config.ClientKey is null)
        {
            throw new KubernetesConfigException("There is a client certificate, but no client-key.");
        }

        try
        {
            using var pair = X509Certificate2.CreateFromPem(config.ClientCertificate, config.ClientKey);

            // Windows cannot use a key that lives only in memory; a round trip through PKCS #12 stores it.
            var leaf = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pfx), password: null);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(config.ClientCertificate);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new KubernetesConfigException($"Client certificate and key do not make a pair: {broken.Message}", broken);
        }
    }
}

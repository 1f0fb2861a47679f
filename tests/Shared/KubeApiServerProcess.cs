using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Tests.Shared;

/// <summary>A real kube-apiserver with its etcd, from a folder that has both, on ports and in a folder of their own.</summary>
internal sealed class KubeApiServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);
    private readonly string _folder = Directory.CreateTempSubdirectory("chatdr-apiserver-").FullName;
    private readonly Func<Process> _startServer;
    private readonly Process _etcd;
    private Process _server;

    private KubeApiServerProcess(string assets)
    {
        var (etcd, peer, api) = (FreePort(), FreePort(), FreePort());
        _etcd = Start(
            Path.Combine(assets, "etcd"),
            $"--data-dir={_folder}/etcd",
            "--unsafe-no-fsync",
            $"--listen-client-urls=http://127.0.0.1:{etcd}",
            $"--advertise-client-urls=http://127.0.0.1:{etcd}",
            $"--listen-peer-urls=http://127.0.0.1:{peer}",
            $"--initial-advertise-peer-urls=http://127.0.0.1:{peer}",
            $"--initial-cluster=default=http://127.0.0.1:{peer}");
        Config = WriteCertificates(api);
        _startServer = () => Start(
            Path.Combine(assets, "kube-apiserver"),
            $"--etcd-servers=http://127.0.0.1:{etcd}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            $"--secure-port={api}",
            $"--cert-dir={_folder}",
            $"--tls-cert-file={_folder}/server.crt",
            $"--tls-private-key-file={_folder}/server.key",
            $"--client-ca-file={_folder}/ca.crt",
            $"--service-account-key-file={_folder}/accounts.key",
            $"--service-account-signing-key-file={_folder}/accounts.key",
            "--service-account-issuer=https://kubernetes.default.svc",

            // An operator connects to the addresses of its Services; here they lead nowhere, and not out of this machine.
            "--service-cluster-ip-range=127.250.0.0/24",
            "--authorization-mode=RBAC",
            "--disable-admission-plugins=ServiceAccount");
        _server = _startServer();
    }

    /// <summary>How an administrator reaches it.</summary>
    public KubernetesConfig Config { get; }

    /// <summary>Starts one from the folder <paramref name="assets"/>, which <c>KUBEBUILDER_ASSETS</c> names; it answers when the task completes.</summary>
    public static async Task<KubeApiServerProcess> StartAsync(string assets)
    {
        var server = new KubeApiServerProcess(assets);
        try
        {
            await server.ReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the kube-apiserver and starts another on the same port and data.</summary>
    public async Task RestartAsync()
    {
        await EndAsync(_server);
        _server = _startServer();
        await ReadyAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(_server);
        await EndAsync(_etcd);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    /// <summary>
    /// A port below those that the system gives to whoever asks for any: another process would be given one of those before the server, which takes seconds to
    /// listen, has it.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(16 << 10, 32 << 10));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another.
            }
        }
    }

    private KubernetesConfig WriteCertificates(int port)
    {
        using var certificates = new ServerCertificates();
        using var accounts = RSA.Create(2048);
        var (serverCertificate, serverKey) = certificates.ForServer();
        var (adminCertificate, adminKey) = certificates.ForClient("CN=admin, O=system:masters");
        File.WriteAllText(Path.Combine(_folder, "ca.crt"), certificates.Authority);
        File.WriteAllText(Path.Combine(_folder, "server.crt"), serverCertificate);
        File.WriteAllText(Path.Combine(_folder, "server.key"), serverKey);
        File.WriteAllText(Path.Combine(_folder, "accounts.key"), accounts.ExportRSAPrivateKeyPem());
        return new KubernetesConfig
        {
            Server = new UriBuilder("https", "127.0.0.1", port).Uri,
            CertificateAuthority = certificates.Authority,
            ClientCertificate = adminCertificate,
            ClientKey = adminKey,
        };
    }

    private Process Start(string program, params string[] arguments)
    {
        var log = Path.Combine(_folder, $"{Path.GetFileName(program)}.log");

        // The shell only to put the output into a file; exec makes the process ours to end by its id.
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, program } };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private async Task ReadyAsync()
    {
        using var client = new KubernetesClient(Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        using var limit = new CancellationTokenSource(StartTimeout);
        var last = "not asked yet";
        while (true)
        {
            try
            {
                // Served once the post-start hooks that matter to us have run.
                if (await client.GetAsync<V1Namespace>(new NamespacedName("", "default"), limit.Token) is not null)
                {
                    return;
                }

                last = "namespace default does not exist yet";
            }
            catch (Exception notYet) when (notYet is HttpRequestException or KubernetesApiException)
            {
                last = notYet.Message;
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"kube-apiserver was not ready within {StartTimeout}; last: {last}\n{Tail()}");
            }

            if (Array.Find([_server, _etcd], process => process.HasExited) is { } ended)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"Process {ended.Id} ended with {ended.ExitCode}; last: {last}\n{Tail()}"));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }
    }

    private string Tail() => string.Join('\n', Directory.GetFiles(_folder, "*.log").SelectMany(log => File.ReadLines(log).TakeLast(15).Prepend(log)));
}

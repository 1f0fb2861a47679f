using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Collection;
using ChatDr.Lab.ApiServer.Http;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Storage;
using ChatDr.Lab.ApiServer.Writing;
using ChatDr.Lab.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.ApiServer;

/// <summary>
/// A Kubernetes API server in this process, on 127.0.0.1 over TLS, for the kinds of the lab and any CustomResourceDefinition.
/// It has no RBAC, admission webhooks, aggregation or CEL; <see cref="Kubeconfig"/> is what any client needs.
/// </summary>
public sealed class LabApiServer : IAsyncDisposable
{
    private static readonly string[] FirstNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    private readonly WebApplication _application;
    private readonly LabCertificates _certificates;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ObjectStore _store;
    private readonly LoopbackNetwork _services = LoopbackNetwork.ForServices();
    private readonly Task _collection;
    private readonly ApiPipeline _pipeline;
    private readonly ObjectJournal? _journal;

    private LabApiServer(LabApiServerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _certificates = LabCertificates.LoadOrCreate(options.DataDirectory, time);
        _journal = options.DataDirectory is { } folder ? new ObjectJournal(folder) : null;
        _store = new ObjectStore(options.HistoryLength, _journal);
        ResourceCatalog catalog = new();
        ObjectWriter writer = new(_store, catalog, _services, time);
        if (_journal?.Load() is var (objects, revision))
        {
            _store.Load(objects, revision);
            writer.Resume(objects);
        }

        foreach (string name in FirstNamespaces.Where(name => _store.Find(new ObjectKey(BuiltInResources.NamespaceStorage, "", name)) is null))
        {
            JsonObject content = new() { ["metadata"] = new JsonObject { ["name"] = name } };
            writer.Create(catalog.FindByStorage(BuiltInResources.NamespaceStorage)!, "", content, WriteOptions.Internal);
        }

        _pipeline = new ApiPipeline(_store, catalog, writer, _certificates, options, time, loggers.CreateLogger<LabApiServer>(), _stopping.Token);
        _application = BuildApplication(options, loggers);
        _collection = new GarbageCollector(_store, catalog, writer, loggers.CreateLogger<GarbageCollector>()).RunAsync(_stopping.Token);
    }

    /// <summary>Base address, e.g. <c>https://127.0.0.1:41234</c>.</summary>
    public Uri Address { get; private set; } = new("https://127.0.0.1");

    /// <summary>A kubeconfig as YAML text with embedded CA and admin credentials; its one context is <c>lab</c>.</summary>
    public string Kubeconfig { get; private set; } = "";

    /// <summary>
    /// Gives the lines of a container's log; null while the container has none. Whoever runs the pods sets it; until then <c>pods/log</c> is answered 503.
    /// </summary>
    public Func<PodLogQuery, CancellationToken, IAsyncEnumerable<PodLogLine>?>? PodLogs
    {
        get => _pipeline.PodLogs;
        set => _pipeline.PodLogs = value;
    }

    /// <summary>Starts a server; it answers when the task completes.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LabApiServer> StartAsync(
        LabApiServerOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        LabApiServer server = new(options, time, loggers);
        try
        {
            await server._application.StartAsync(cancellationToken);
        }
        catch (IOException)
        {
            await server.DisposeAsync();
            throw;
        }

        string bound = server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Address = new Uri(bound);
        server.Kubeconfig = server.WriteKubeconfig();
        return server;
    }

    /// <summary>What it can be made to suffer from.</summary>
    public ApiServerFaults Faults => _pipeline.Faults;

    /// <summary>What was asked for so far, and how often.</summary>
    public IReadOnlyDictionary<ApiAccess, long> Accesses => _pipeline.Accesses;

    /// <summary>Forgets past changes: watches and continuations from before are answered 410 Expired, as after etcd's compaction.</summary>
    public void Compact() => _store.Compact();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _application.DisposeAsync();
        await _collection;
        _certificates.Dispose();
        _services.Dispose();
        _journal?.Dispose();
        _stopping.Dispose();
    }

    private WebApplication BuildApplication(LabApiServerOptions options, ILoggerFactory loggers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = typeof(LabApiServer).Assembly.GetName().Name });
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 3 * 1024 * 1024;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = _certificates.Server;
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.AllowAnyClientCertificate(); // The pipeline checks it and answers 401 in words, as a real server does.
                });
            });
        });
        WebApplication application = builder.Build();
        application.Run(_pipeline.HandleAsync);
        return application;
    }

    private string WriteKubeconfig()
    {
        static string Encode(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: lab
              cluster:
                server: {Address.GetLeftPart(UriPartial.Authority)}
                certificate-authority-data: {Encode(_certificates.Authority.ExportCertificatePem())}
            users:
            - name: lab-admin
              user:
                client-certificate-data: {Encode(_certificates.Admin.ExportCertificatePem())}
                client-key-data: {Encode(LabCertificates.KeyPem(_certificates.Admin))}
            contexts:
            - name: lab
              context:
                cluster: lab
                user: lab-admin
                namespace: default
            current-context: lab

            """;
    }
}

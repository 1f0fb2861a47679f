using System.Net;
using ChatDr.ChatServer.Configuration;
using ChatDr.ChatServer.Data;
using ChatDr.ChatServer.Http;
using ChatDr.SqlServer.Sessions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ChatDr.ChatServer.Hosting;

/// <summary>A running chat server. Several may run in a process.</summary>
public sealed class ChatServerHost : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private readonly WebApplication _application;
    private readonly MessageStore _store;
    private readonly SqlClientConnector? _ownConnector;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _background;
    private Task _crashed = Task.CompletedTask;

    private ChatServerHost(
        WebApplication application, MessageStore store, SqlClientConnector? ownConnector, ConfigurationFile configuration, Availability availability)
    {
        (_application, _store, _ownConnector) = (application, store, ownConnector);
        _background = Task.WhenAll(configuration.FollowAsync(_end.Token), availability.WatchAsync(_end.Token));
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Listens; ready as soon as it is active and the database takes writes.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<ChatServerHost> StartAsync(ChatServerOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var connector = new SqlClientConnector(ConnectTimeout);
        return StartAsync(options, connector, connector, time, logs, cancellationToken);
    }

    internal static async Task<ChatServerHost> StartAsync(
        ChatServerOptions options, ISqlConnector connector, SqlClientConnector? ownConnector, TimeProvider time, ILoggerFactory logs,
        CancellationToken cancellationToken)
    {
        var logger = logs.CreateLogger<ChatServerHost>();
        var configuration = new ConfigurationFile(options.ConfigFile, options.PodName, time, logger);
        await configuration.ReadAsync(cancellationToken);
        var store = new MessageStore(connector, configuration, options.Login, options.Password, options.SqlCertificate);
        var availability = new Availability(configuration, store, options.PodName, time, logger);
        var application = Build(options, logs);
        application.UseWebSockets();
        new ChatEndpoints(configuration, store, availability, time, logger).Map(application);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException)
        {
            await application.DisposeAsync();
            ownConnector?.Dispose();
            throw;
        }

        var host = new ChatServerHost(application, store, ownConnector, configuration, availability);
        logger.Listening(options.PodName, host.Address.ToString());
        return host;
    }

    /// <summary>As SIGKILL: requests in flight get no answer.</summary>
    public void Crash()
    {
        _end.Cancel();
        using var atOnce = new CancellationTokenSource();
        atOnce.Cancel();

        // With a cancelled token Kestrel aborts its connections instead of draining them; the rest is freed by DisposeAsync.
        _crashed = _application.StopAsync(atOnce.Token);
    }

    /// <summary>Stops taking requests, finishes those in flight and closes its sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _background.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _crashed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _application.StopAsync();
        await _application.DisposeAsync();
        await _store.DisposeAsync();
        _ownConnector?.Dispose();
        _end.Dispose();
    }

    private static WebApplication Build(ChatServerOptions options, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        return builder.Build();
    }

    private static void Listen(KestrelServerOptions kestrel, ChatServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        kestrel.Listen(new IPEndPoint(options.ListenAddress, options.Port), listen => listen.Protocols = HttpProtocols.Http1);
    }
}

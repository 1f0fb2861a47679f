using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Metrics;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatDr.Operator.Hosting;

/// <summary>A running operator: controllers, caches and the endpoints for health and metrics. Disposing it drains what is in flight.</summary>
public sealed class OperatorHost : IAsyncDisposable
{
    private const string LeaseName = "chatdr-operator";

    private readonly WebApplication _application;

    private OperatorHost(WebApplication application) => _application = application;

    /// <summary>The port of the health endpoints; null when they are off.</summary>
    public int? HealthPort { get; private init; }

    /// <summary>Starts an operator. It works until disposed.</summary>
    /// <exception cref="Exception">Caches do not fill, or the port is taken.</exception>
    public static async Task<OperatorHost> StartAsync(OperatorHostOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var application = Build(options, time, logs);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        return new OperatorHost(application) { HealthPort = options.HealthPort is null ? null : PortOf(application) };
    }

    /// <summary>Waits until the process is told to end (SIGTERM, SIGINT) or the operator gives up, for instance because it lost its lease.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static WebApplication Build(OperatorHostOptions options, TimeProvider time, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "chatdr-operator" });
        builder.Services.AddSingleton(logs).AddLogging().AddRouting().AddSingleton(time);
        if (options.HealthPort is { } port)
        {
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(options.HealthAddress, port));
        }
        else
        {
            builder.Services.AddSingleton<IServer, NoServer>();
        }

        builder.Services.AddPrometheus(ChatDrMetrics.MeterName);
        builder.Services
            .AddKubernetesOperator(kubernetes =>
            {
                kubernetes.Name = "chatdr-operator";
                kubernetes.Config = options.Config;
                kubernetes.Namespace = options.Namespace;
                kubernetes.LeaderElection = options.LeaderElection
                    ? new LeaderElectionOptions { Namespace = options.Namespace ?? options.Config.Namespace, LeaseName = LeaseName }
                    : null;
            })
            .AddChatDrControllers();
        var application = builder.Build();
        if (options.HealthPort is not null)
        {
            application.UseRouting();
            application.MapPrometheus();
            application.MapOperatorHealth();
        }

        return application;
    }

    private static int PortOf(WebApplication application) =>
        new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>A host wants a server; without a health port this one listens nowhere.</summary>
    private sealed class NoServer : IServer
    {
        public Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}

using System.Net;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.ApiServer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Faults;

/// <summary>
/// Faults over HTTP, on loopback: <c>POST /faults/kill-pod/NAMESPACE/POD</c>, <c>POST /faults/lose-site/SITE</c>, <c>POST /faults/restore-site/SITE</c>,
/// <c>POST /faults/api?…</c> (see <see cref="ApiFaults"/>), <c>GET /faults</c>. A request has to carry the header <c>X-ChatDr-Lab</c>, which a web page of
/// another origin cannot send.
/// </summary>
internal sealed class FaultServer : IAsyncDisposable
{
    /// <summary>The header that every request carries.</summary>
    public const string Header = "X-ChatDr-Lab";

    private readonly WebApplication _application;

    private FaultServer(WebApplication application) => _application = application;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts to listen on any free port.</summary>
    public static async Task<FaultServer> StartAsync(LabFaults faults, LabApiServer server, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.Use((context, next) => RefuseForeignAsync(context, next));
        application.UseRouting();
        application.MapGet("/faults", () => Results.Json(new { lostSites = faults.LostSites.Order() }));
        application.MapPost("/faults/kill-pod/{ns}/{pod}", (string ns, string pod, CancellationToken aborted) =>
            AnswerAsync(() => faults.KillPodAsync(new NamespacedName(ns, pod), aborted)));
        application.MapPost("/faults/lose-site/{site}", (string site, CancellationToken aborted) => AnswerAsync(() => faults.LoseSiteAsync(site, aborted)));
        application.MapPost(
            "/faults/restore-site/{site}", (string site, CancellationToken aborted) => AnswerAsync(() => faults.RestoreSiteAsync(site, aborted)));
        application.MapPost("/faults/api", (HttpRequest request) => AnswerAsync(() =>
        {
            ApiFaults.Apply(server, request.Query);
            return Task.CompletedTask;
        }));
        await application.StartAsync(cancellationToken);
        return new FaultServer(application);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task RefuseForeignAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.ContainsKey(Header))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await context.Response.WriteAsync($"Send the header {Header}: 1.", context.RequestAborted);
    }

    private static async Task<IResult> AnswerAsync(Func<Task> fault)
    {
        try
        {
            await fault();
            return Results.Ok();
        }
        catch (FaultException impossible)
        {
            return Results.Text(impossible.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }
}

using System.Net;
using ChatDr.Lab.Node;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatDr.Lab.Tests.Node;

/// <summary>A container that answers with its name and the content of a mounted file; ready when the file says so.</summary>
internal sealed class EchoImage : IWorkloadImage
{
    public bool Matches(string image) => image.StartsWith("test/echo", StringComparison.Ordinal);

    public async Task<IWorkload> StartAsync(WorkloadContext context, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(context.Address, 8080));
        var application = builder.Build();
        application.UseRouting();
        var file = context.Mounts.ToHost("/etc/echo/text");
        application.MapGet("/", () => $"{context.Require("POD_NAME")}: {File.ReadAllText(file)}");
        application.MapGet("/readyz", () => File.ReadAllText(file) == "down" ? Results.StatusCode((int)HttpStatusCode.ServiceUnavailable) : Results.Ok());
        await application.StartAsync(cancellationToken);
        return new Echo(application);
    }

    private sealed class Echo(WebApplication application) : IWorkload
    {
        public bool HasCompleted => false;

        public void Crash() => _ = application.DisposeAsync().AsTask();

        public ValueTask DisposeAsync() => application.DisposeAsync();
    }
}

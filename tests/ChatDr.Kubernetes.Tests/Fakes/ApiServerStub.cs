using System.Collections.Concurrent;
using System.Net;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Fakes;

/// <summary>A small HTTP server that answers as a test says: the n-th request gets the n-th answer.</summary>
internal sealed class ApiServerStub : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = [];
    private readonly CancellationTokenSource _stopping = new();

    private ApiServerStub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>Method, path and query of every request so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Answers requests for which no answer waits; they are met with silence unless it is set.</summary>
    public Func<HttpContext, Task>? Otherwise { get; set; }

    /// <summary>Whether <see cref="Requests"/> is written. Default true.</summary>
    public bool KeepsRequests { get; set; } = true;

    /// <summary>How a client reaches it.</summary>
    public KubernetesConfig Config => new() { Server = new Uri(_application.Urls.First()) };

    public static async Task<ApiServerStub> StartAsync()
    {
        var stub = new ApiServerStub();
        await stub._application.StartAsync();
        return stub;
    }

    public KubernetesClient Client(KubernetesConfig? config = null) => new(config ?? Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);

    /// <summary>The next request is answered with this.</summary>
    public void Next(Func<HttpContext, Task> answer) => _answers.Enqueue(answer);

    /// <summary>The next request is answered with this JSON.</summary>
    public void Next(string json, int status = 200, string? retryAfter = null) => Next(context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return context.Response.WriteAsync(json);
    });

    /// <summary>The next request is a watch that tells these frames; then it is cut off, closed, or stays open in silence.</summary>
    public void NextWatch(WatchEnd end, params string[] frames) => Next(async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync();
        foreach (var frame in frames)
        {
            await context.Response.WriteAsync(frame + "\n");
            await context.Response.Body.FlushAsync();
        }

        if (end == WatchEnd.Cut)
        {
            await context.Response.WriteAsync("{\"type\":\"ADD");
        }
        else if (end == WatchEnd.Silent)
        {
            await SilenceAsync(context);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _application.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (KeepsRequests)
        {
            Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        }

        await (_answers.TryDequeue(out var answer) ? answer(context) : Otherwise?.Invoke(context) ?? SilenceAsync(context));
    }

    /// <summary>Says nothing until the client goes or the server ends.</summary>
    public async Task SilenceAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

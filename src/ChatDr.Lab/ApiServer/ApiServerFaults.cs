using System.Collections.Concurrent;
using ChatDr.Lab.ApiServer.Errors;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer;

/// <summary>
/// What a lab's API server can be made to suffer from, switchable while it runs. Rates are shares of requests between 0 and 1, drawn from a seeded sequence;
/// <c>/healthz</c>, <c>/version</c> and discovery are spared.
/// </summary>
/// <param name="seed">Makes a run repeatable as far as the order of requests is.</param>
public sealed class ApiServerFaults(int seed = 1)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<HttpContext, byte> _watches = [];
    private TaskCompletionSource _thawed = Completed();

    /// <summary>Time that every request waits before it is looked at. Default none.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Share of requests answered 429 TooManyRequests with <see cref="RetryAfter"/>.</summary>
    public double ThrottleRate { get; set; }

    /// <summary>What a throttled client is told to wait; sent in whole seconds. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Share of requests answered 500 InternalError before they had any effect.</summary>
    public double ErrorRate { get; set; }

    /// <summary>Share of PUT and PATCH requests answered 409 Conflict, as if another writer had been quicker.</summary>
    public double ConflictRate { get; set; }

    /// <summary>Whether watches fall silent, old ones and new ones: no events, no bookmarks, no end, until this is false again; nothing is lost.</summary>
    public bool AreWatchesFrozen
    {
        get => !_thawed.Task.IsCompleted;
        set
        {
            lock (_gate)
            {
                if (!value)
                    _thawed.TrySetResult();
                else if (_thawed.Task.IsCompleted)
                    _thawed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Breaks every watch off in the middle; says how many.</summary>
    public int DropWatches()
    {
        HttpContext[] open = [.. _watches.Keys];
        foreach (HttpContext context in open)
            context.Abort();
        return open.Length;
    }

    /// <summary>Ends all faults.</summary>
    public void Clear()
    {
        (Latency, ThrottleRate, ErrorRate, ConflictRate) = (TimeSpan.Zero, 0, 0, 0);
        AreWatchesFrozen = false;
    }

    internal async Task SufferAsync(HttpContext context, TimeProvider time)
    {
        if (Latency > TimeSpan.Zero)
            await Task.Delay(Latency, time, context.RequestAborted);
        if (Strikes(ThrottleRate))
        {
            context.Response.Headers.RetryAfter = $"{(int)Math.Ceiling(RetryAfter.TotalSeconds)}";
            throw new ApiException(429, "TooManyRequests", "Too many requests, please try again later. (injected)");
        }

        if (Strikes(ErrorRate))
            throw new ApiException(500, "InternalError", "Internal error occurred: injected");
        if ((HttpMethods.IsPut(context.Request.Method) || HttpMethods.IsPatch(context.Request.Method)) && Strikes(ConflictRate))
            throw new ApiException(
                409,
                "Conflict",
                "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again (injected)");
    }

    internal void Opened(HttpContext watch) => _watches[watch] = 0;

    internal void Closed(HttpContext watch) => _watches.TryRemove(watch, out _);

    internal Task ThawedAsync(CancellationToken ending) => _thawed.Task.WaitAsync(ending);

    private static TaskCompletionSource Completed()
    {
        TaskCompletionSource source = new();
        source.SetResult();
        return source;
    }

    private bool Strikes(double rate)
    {
        if (rate <= 0)
            return false;
        lock (_gate)
            return _random.NextDouble() < rate;
    }
}

using ChatDr.ChatServer.Configuration;
using ChatDr.ChatServer.Data;

namespace ChatDr.ChatServer.Hosting;

/// <summary>Knows whether this server can serve: active, and a write was committed a moment ago.</summary>
internal sealed class Availability(ConfigurationFile configuration, MessageStore store, string podName, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(1500);
    private long _provenAt;
    private bool _isProven;
    private ChatConfiguration? _prepared;

    /// <summary>Whether clients should be sent here.</summary>
    public bool IsReady => configuration.IsActive && Volatile.Read(ref _isProven) && time.GetElapsedTime(Volatile.Read(ref _provenAt)) < Freshness;

    /// <summary>Probes until cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ProbeInterval, time);
        do
        {
            await ProbeAsync(cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Tries a write if active; closes idle sessions if not.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (!configuration.IsActive)
        {
            _prepared = null;
            Volatile.Write(ref _isProven, false);
            await store.CloseIdleAsync();
            return;
        }

        try
        {
            var current = configuration.Current;
            if (_prepared != current)
            {
                await store.CreateTablesAsync(cancellationToken);
                _prepared = current;
            }

            await store.ProbeAsync(podName, cancellationToken);
            Volatile.Write(ref _provenAt, time.GetTimestamp());
            Tell(true, "");
        }
        catch (ChatUnavailableException unavailable)
        {
            _prepared = null;
            Tell(false, unavailable.Message);
        }
    }

    private void Tell(bool isProven, string reason)
    {
        if (isProven == _isProven)
        {
            return;
        }

        Volatile.Write(ref _isProven, isProven);
        if (isProven)
        {
            logger.Ready();
        }
        else
        {
            logger.NotReady(reason);
        }
    }
}

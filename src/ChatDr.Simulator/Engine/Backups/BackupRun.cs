using ChatDr.Simulator.Engine.Sessions;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>A BACKUP or RESTORE while it runs: who asked, how far it is, and what is said meanwhile.</summary>
internal sealed class BackupRun : IProgress
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly CancellationToken _attention;
    private int _said;
    private long _done;
    private long _total;

    /// <summary>A run that begins now.</summary>
    public BackupRun(TimeProvider time, CancellationToken attention = default)
    {
        (_time, _started, _attention) = (time, time.GetTimestamp(), attention);
    }

    /// <summary>The session that asks; null for the engine itself.</summary>
    public SessionInfo? Caller { get; init; }

    /// <summary>STATS: a message each so many per cent; null for none.</summary>
    public int? Stats { get; init; }

    /// <summary>Takes messages as they come.</summary>
    public Action<SqlError>? Say { get; init; }

    /// <summary>Ends when the client wants it no more.</summary>
    public CancellationToken Attention => _attention;

    /// <inheritdoc/>
    public double PercentComplete => Volatile.Read(ref _total) is > 0 and var total ? Math.Min(100, Volatile.Read(ref _done) * 100.0 / total) : 0;

    /// <inheritdoc/>
    public TimeSpan EstimatedRest => PercentComplete is > 0 and var percent ? _time.GetElapsedTime(_started) * ((100 - percent) / percent) : TimeSpan.Zero;

    /// <summary>How long it has run.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>How much there is to do, in any unit.</summary>
    public void Begin(long total) => Volatile.Write(ref _total, total);

    /// <summary>How much is done; says 3211 where another percentage is reached.</summary>
    /// <exception cref="OperationCanceledException">The client wants it no more.</exception>
    public void Reach(long done)
    {
        _attention.ThrowIfCancellationRequested();
        Volatile.Write(ref _done, done);
        if (Stats is { } step && (int)PercentComplete is var percent && percent / step > _said / step)
        {
            _said = percent;
            Say?.Invoke(new(3211, 0, 1, $"{percent} percent processed."));
        }
    }

    /// <summary>All is done.</summary>
    public void End()
    {
        Begin(Math.Max(1, Volatile.Read(ref _total)));
        Reach(Volatile.Read(ref _total));
    }
}

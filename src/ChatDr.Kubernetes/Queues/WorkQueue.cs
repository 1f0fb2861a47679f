using System.Threading.Channels;

namespace ChatDr.Kubernetes.Queues;

/// <summary>
/// Keys that want work, as client-go's workqueue: a key that waits is not added again; one that is being worked on waits until <see cref="Done"/> and
/// then comes once more. So with any number of workers a key is never worked on twice at once, and no addition is lost.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
internal sealed class WorkQueue<TKey>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly HashSet<TKey> _dirty = [];
    private readonly HashSet<TKey> _processing = [];
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private bool _closed;

    /// <summary>How many keys wait for a worker.</summary>
    public int Depth => _ready.Reader.Count;

    /// <summary>Asks for work on <paramref name="key"/>; false when it was asked for already, or the queue is closed.</summary>
    public bool Add(TKey key)
    {
        lock (_gate)
        {
            if (_closed || !_dirty.Add(key))
            {
                return false;
            }

            if (!_processing.Contains(key))
            {
                _ready.Writer.TryWrite(key);
            }

            return true;
        }
    }

    /// <summary>Takes the next key, which is then in work until <see cref="Done"/>. False when the queue is closed and empty.</summary>
    public async ValueTask<(bool Taken, TKey Key)> TakeAsync(CancellationToken cancellationToken)
    {
        while (await _ready.Reader.WaitToReadAsync(cancellationToken))
        {
            lock (_gate)
            {
                if (_ready.Reader.TryRead(out var key))
                {
                    _processing.Add(key);
                    _dirty.Remove(key);
                    return (true, key);
                }
            }
        }

        return (false, default!);
    }

    /// <summary>Work on <paramref name="key"/> ended; when it was added meanwhile it waits for a worker again.</summary>
    public void Done(TKey key)
    {
        lock (_gate)
        {
            if (_processing.Remove(key) && _dirty.Contains(key))
            {
                // Refused when the queue is closed, and then nobody wants it any more.
                _ready.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Takes no more keys; those that wait are still handed out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _ready.Writer.TryComplete();
        }
    }
}

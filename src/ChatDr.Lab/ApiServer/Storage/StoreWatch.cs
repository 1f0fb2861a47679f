using System.Threading.Channels;

namespace ChatDr.Lab.ApiServer.Storage;

/// <summary>A subscription to the changes of one stored kind (or of all). Dispose to end it.</summary>
internal sealed class StoreWatch(ObjectStore store, string? storage) : IDisposable
{
    private readonly Channel<StoreEvent> _events =
        Channel.CreateUnbounded<StoreEvent>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Changes in order of their revisions.</summary>
    internal ChannelReader<StoreEvent> Events => _events.Reader;

    internal bool Covers(StoreEvent change) => storage is null || change.Key.Storage == storage;

    internal void Publish(StoreEvent change) => _events.Writer.TryWrite(change);

    /// <inheritdoc/>
    public void Dispose()
    {
        store.Unsubscribe(this);
        _events.Writer.TryComplete();
    }
}

using ChatDr.Simulator.Tds;

namespace ChatDr.Simulator.Hosting;

/// <summary>
/// A connection of an instance that can be frozen: what arrives stays unread and nothing is sent while it is, as with a hung process. Closing always works.
/// </summary>
internal sealed class FreezableStream(Stream inner, SimulatorFaults faults) : ConnectionStream(inner)
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await Inner.ReadAsync(buffer, cancellationToken);
        await faults.WaitWhileFrozenAsync(cancellationToken);
        return read;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        faults.IsFrozen ? WriteLaterAsync(buffer, cancellationToken) : Inner.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask WriteLaterAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await faults.WaitWhileFrozenAsync(cancellationToken);
        await Inner.WriteAsync(buffer, cancellationToken);
    }
}

using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>What database mirroring asks of a copy.</summary>
internal sealed partial class Database
{
    private Lsn? _mirroredTo;

    /// <summary>Where the kept part of the log begins.</summary>
    internal Lsn StartOfLog => Locked(() => _log.Start);

    /// <summary>Why a mirrored copy that does not serve cannot be used (952, 954, 955 or 956).</summary>
    internal SqlError? Barrier { get; set; }

    /// <summary>
    /// Keeps the log from a point on, and the checkpoint image from going past it: the mirror continues from there, and after a forced service this copy is cut
    /// back to it. Null lets both go.
    /// </summary>
    internal void HoldForMirror(Lsn? point)
    {
        lock (_gate)
        {
            _mirroredTo = point;
            if (point is { } from)
            {
                _holders[nameof(LogReuseWait.DatabaseMirroring)] = (LogReuseWait.DatabaseMirroring, from);
            }
            else
            {
                _holders.Remove(nameof(LogReuseWait.DatabaseMirroring));
            }
        }
    }

    private SqlError? MirroringError() => _damage is not null || _file.Mirroring?.Id is null || Role is DatabaseRole.Primary or DatabaseRole.Standalone
        ? null
        : Barrier
            ?? new(955, 14, 1,
                $"Database '{Name}' is enabled for database mirroring, but lacks quorum: it cannot be opened. Check the connections to the partner and the "
                    + "witness.");
}

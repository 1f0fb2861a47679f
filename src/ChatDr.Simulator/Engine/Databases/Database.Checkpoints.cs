using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>
/// Checkpoints: the image on disk follows the one in memory, so that the log before it can go. One that is asked for is written at once. One that a long log
/// calls for is written while commits go on, and takes its place only if nothing has made it wrong meanwhile.
/// </summary>
internal sealed partial class Database
{
    private const long CheckpointAfterBytes = 16 * 1024 * 1024;

    /// <summary>Held while an image is written beside the present one; taken before <see cref="_gate"/>.</summary>
    private readonly Lock _staging = new();
    private Lsn _checkpoint;
    private long _imageAtLogLength;
    private bool _isStaging;

    /// <summary>How often the image in memory was set back to the one on disk: what was staged before may hold what has since been cut off.</summary>
    private int _setBacks;

    /// <summary>CHECKPOINT: brings the image on disk up to date and cuts what is not needed off the log.</summary>
    /// <exception cref="SqlErrorException">Why the database is not accessible.</exception>
    internal void Checkpoint()
    {
        EnsureAccessible();
        lock (_gate)
        {
            TryCheckpointLocked();
        }
    }

    private void CheckpointIfLongLocked()
    {
        if (_log.Length - _imageAtLogLength > CheckpointAfterBytes)
        {
            BeginCheckpointLocked();
        }
    }

    /// <summary>Makes a checkpoint while the database goes on, unless one is under way.</summary>
    private void BeginCheckpointLocked()
    {
        if (_isStaging)
        {
            return;
        }

        if (!MayReplaceImageLocked(_image.RedoLsn))
        {
            TryCheckpointLocked();
            return;
        }

        _isStaging = true;
        var (image, setBacks) = (_image.Snapshot(), _setBacks);
        _ = Task.Run(() => StageCheckpoint(image, setBacks));
    }

    private bool MayReplaceImageLocked(Lsn redo) => _checkpoint < redo && !(_mirroredTo < redo);

    private void StageCheckpoint(ImageSnapshot image, int setBacks)
    {
        lock (_staging)
        {
            TryWriteImage(() =>
            {
                ThrowIfClosed();
                using var staged = _folder.StageImage(image, ThrowIfClosed);
                lock (_gate)
                {
                    if (!_isClosed && _damage is null && setBacks == _setBacks && MayReplaceImageLocked(image.RedoLsn))
                    {
                        HardenLocked();
                        staged.Place().Dispose();
                        _checkpoint = image.RedoLsn;
                        TruncateLocked();
                    }
                }
            });
        }

        lock (_gate)
        {
            (_isStaging, _imageAtLogLength) = (false, _log.Length);
        }
    }

    private void TryCheckpointLocked()
    {
        TryWriteImage(() =>
        {
            HardenLocked();
            if (MayReplaceImageLocked(_image.RedoLsn))
            {
                _folder.WriteImage(_image);
                _checkpoint = _image.RedoLsn;
            }

            TruncateLocked();
        });
        _imageAtLogLength = _log.Length;
    }

    /// <summary>A checkpoint that fails is told and tried again later: nobody's transaction depends on it.</summary>
    private void TryWriteImage(Action write)
    {
        try
        {
            write();
        }
        catch (ObjectDisposedException) when (_isClosed)
        {
            // The database went while its image was being written; what is on disk is whole.
        }
        catch (Exception e) when (e is SqlErrorException or LogFormatException)
        {
            _environment.ErrorLog.Write($"The checkpoint of database '{Name}' is put off: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = DiskSpace.IsExhausted(e) ? DiskSpace.Message : e.Message;
            _environment.ErrorLog.Write(17053, 16, 1, $"{_file.DataPath}: Operating system error {reason} encountered during a checkpoint.");
        }
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_isClosed, this);
}

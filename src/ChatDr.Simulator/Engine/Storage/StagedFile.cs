using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>A file's new content, whole and flushed beside its target but not in its place yet. Disposed without having been placed, it is deleted.</summary>
internal sealed class StagedFile : IDisposable
{
    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly string _temporary;
    private SafeFileHandle? _file;

    private StagedFile(IFileSystem files, string path, SafeFileHandle file, string temporary) =>
        (_files, _path, _file, _temporary) = (files, path, file, temporary);

    /// <summary>Writes it.</summary>
    /// <param name="files">Where.</param>
    /// <param name="path">The target.</param>
    /// <param name="write">Writes the new content.</param>
    public static StagedFile Write(IFileSystem files, string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}{AtomicFile.TemporarySuffix}";
        var file = files.Create(temporary);
        var staged = new StagedFile(files, path, file, temporary);
        try
        {
            using (var stream = new FileWriter(files, file))
            {
                write(stream);
            }

            files.Flush(file);
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>Renames it over the target. The file stays open and is the caller's.</summary>
    public SafeFileHandle Place()
    {
        ObjectDisposedException.ThrowIf(_file is null, this);
        _files.Move(_temporary, _path);
        var file = _file;
        _file = null;
        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_file is not null)
        {
            _file.Dispose();
            _file = null;
            _files.Delete(_temporary);
        }
    }
}

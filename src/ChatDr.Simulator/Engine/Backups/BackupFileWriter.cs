using System.Text.Json;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>
/// Writes one backup set into a file. Until <see cref="Complete"/> the set stands in the file as incomplete; without it <see cref="Dispose"/> takes everything
/// back that was written: the file is as long as before, or gone if it was made for this backup.
/// </summary>
internal sealed class BackupFileWriter : IDisposable
{
    private const int SetFrameLength = 16 * 1024;

    private readonly FileStream _file;
    private readonly string _path;
    private readonly bool _existed;
    private readonly long _start;
    private readonly BackupHeader _header;
    private readonly MediaHeader _media;
    private readonly Action _beforeWrite;
    private long _setOffset;
    private bool _isComplete;

    private BackupFileWriter(FileStream file, string path, bool existed, MediaHeader media, BackupHeader header, Action beforeWrite)
    {
        (_file, _path, _existed, _start, _header, _media, _beforeWrite) = (file, path, existed, file.Length, header, media, beforeWrite);
        Content = new BackupContentStream(_file, beforeWrite);
    }

    /// <summary>Takes the set's content.</summary>
    public BackupContentStream Content { get; }

    /// <summary>Opens a file that is made, emptied or appended to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="media">The header of the media set: of a new one, or the one that stays.</param>
    /// <param name="header">The set's header as far as it is known.</param>
    /// <param name="append">Whether the sets in the file stay.</param>
    /// <param name="beforeWrite">Called before each write.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static BackupFileWriter Open(string path, MediaHeader media, BackupHeader header, bool append, Action beforeWrite)
    {
        var existed = File.Exists(path);
        var mode = append ? FileMode.OpenOrCreate : FileMode.Create;
        return new(new FileStream(path, mode, FileAccess.ReadWrite, FileShare.Read, 0), path, existed, media, header, beforeWrite);
    }

    /// <summary>Writes the headers; content may follow.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Begin()
    {
        _beforeWrite();
        if (_start == 0)
        {
            WriteMedia();
        }

        _setOffset = _file.Position = _file.Length;
        WriteSet(_header, isComplete: false, 0);
    }

    /// <summary>Ends the set: from here on it is a backup.</summary>
    /// <param name="finish">Gives the header its final values; told how many bytes its content takes in the file.</param>
    /// <param name="flushToDisk">Whether it has to survive a power cut.</param>
    /// <returns>The set's header as it stands in the file.</returns>
    public BackupHeader Complete(Func<long, BackupHeader> finish, bool flushToDisk)
    {
        Content.End();
        var header = finish(_file.Position - _setOffset - SetFrameLength);
        _beforeWrite();
        BackupFrame.Write(_file, BackupFrame.End, JsonSerializer.SerializeToUtf8Bytes(header.BackupSetGuid));
        var length = _file.Position - _setOffset - SetFrameLength;
        _file.Flush(flushToDisk);
        _file.Position = _setOffset;
        WriteSet(header, isComplete: true, length);
        _file.Flush(flushToDisk);
        _isComplete = true;
        return header;
    }

    /// <summary>Takes a complete set back after all: what follows on a backup failed.</summary>
    public void Revoke() => _isComplete = false;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isComplete)
        {
            _file.Dispose();
        }
        else
        {
            Undo(_file, _path, _existed, _start);
        }
    }

    private static void Undo(FileStream file, string path, bool existed, long length)
    {
        using (file)
        {
            file.SetLength(existed ? length : 0);
        }

        if (!existed)
        {
            File.Delete(path);
        }
    }

    private void WriteMedia()
    {
        _file.Write(BackupFrame.Signature);
        _file.Write([BackupFrame.MajorVersion, BackupFrame.MinorVersion]);
        BackupFrame.Write(_file, BackupFrame.Media, JsonSerializer.SerializeToUtf8Bytes(_media));
    }

    /// <summary>Always of the same length, so that it can be replaced: JSON allows the blanks after it.</summary>
    private void WriteSet(BackupHeader header, bool isComplete, long length)
    {
        var payload = new byte[SetFrameLength - BackupFrame.HeaderLength];
        Array.Fill(payload, (byte)' ');
        var json = JsonSerializer.SerializeToUtf8Bytes(new BackupSetEntry(header, isComplete, 0, length));
        if (json.Length > payload.Length)
        {
            throw new SqlErrorException(3244, 16, 1, $"The header of the backup set takes more than {payload.Length} bytes. Use a shorter name or "
                + "description.");
        }

        json.CopyTo(payload, 0);
        BackupFrame.Write(_file, BackupFrame.Set, payload);
    }
}

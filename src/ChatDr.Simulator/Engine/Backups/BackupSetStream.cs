namespace ChatDr.Simulator.Engine.Backups;

/// <summary>Reads the content of a backup set frame by frame, checking each. Its end is the set's end frame: a file that ends before throws.</summary>
/// <param name="file">Stands at the set's first data frame; closed with this.</param>
internal sealed class BackupSetStream(Stream file) : Stream
{
    private readonly byte[] _buffer = new byte[BackupFrame.MaximumLength];
    private int _offset;
    private int _available;
    private bool _atEnd;

    /// <summary>Bytes read from the file's data frames so far.</summary>
    public long Stored { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => Stored;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="BackupFormatException">The content is damaged or cut short.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_offset == _available && !buffer.IsEmpty && !_atEnd)
        {
            ReadFrame();
        }

        var count = Math.Min(buffer.Length, _available - _offset);
        _buffer.AsSpan(_offset, count).CopyTo(buffer);
        _offset += count;
        return count;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ReadFrame()
    {
        var frame = BackupFrame.TryRead(file) ?? throw new BackupFormatException(BackupFault.Truncated, "the file ends before the backup set does");
        frame.ReadPayload(file, _buffer);
        switch (frame.Tag)
        {
            case BackupFrame.Data:
                (_offset, _available) = (0, frame.Length);
                Stored += frame.Length;
                break;
            case BackupFrame.End:
                _atEnd = true;
                break;
            default:
                throw new BackupFormatException(BackupFault.Damaged, "a frame stands where it does not belong");
        }
    }
}

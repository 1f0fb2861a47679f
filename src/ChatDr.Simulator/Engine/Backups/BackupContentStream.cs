namespace ChatDr.Simulator.Engine.Backups;

/// <summary>Cuts what is written into data frames of a backup file.</summary>
/// <param name="file">The file; left open.</param>
/// <param name="beforeWrite">Called before each frame is written.</param>
internal sealed class BackupContentStream(Stream file, Action beforeWrite) : Stream
{
    private readonly byte[] _buffer = new byte[BackupFrame.MaximumLength];
    private int _used;

    /// <summary>Bytes of content so far.</summary>
    public long Stored { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => Stored;

    /// <inheritdoc/>
    public override long Position
    {
        get => Stored;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Stored += buffer.Length;
        while (!buffer.IsEmpty)
        {
            var piece = Math.Min(buffer.Length, _buffer.Length - _used);
            buffer[..piece].CopyTo(_buffer.AsSpan(_used));
            _used += piece;
            buffer = buffer[piece..];
            if (_used == _buffer.Length)
            {
                WriteFrame();
            }
        }
    }

    /// <summary>Nothing: frames are written when they are full. <see cref="End"/> writes the last one.</summary>
    public override void Flush()
    {
    }

    /// <summary>Writes what is left as the last frame.</summary>
    public void End()
    {
        if (_used > 0)
        {
            WriteFrame();
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void WriteFrame()
    {
        beforeWrite();
        BackupFrame.Write(file, BackupFrame.Data, _buffer.AsSpan(0, _used));
        _used = 0;
    }
}

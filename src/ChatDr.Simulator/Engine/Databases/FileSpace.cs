namespace ChatDr.Simulator.Engine.Databases;

/// <summary>The logical name and the size of a database's file, in pages of 8 KB, as sys.database_files shows them.</summary>
internal sealed record FileSpace
{
    /// <summary>Bytes of a page.</summary>
    public const long PageBytes = 8192;

    /// <summary>What a file without limit shows: for a log 2 TB.</summary>
    public const long LargestLog = 268_435_456;

    /// <summary>The logical name; null for what the database's name makes of it.</summary>
    public string? Name { get; init; }

    /// <summary>The size, in pages; model's is 8 MB (Microsoft Learn, "model database").</summary>
    public long Size { get; init; } = 1024;

    /// <summary>MAXSIZE in pages; null for UNLIMITED.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>FILEGROWTH, in pages or per cent; 0 for a file that does not grow; model's is 64 MB.</summary>
    public long Growth { get; init; } = 8192;

    /// <summary>Whether <see cref="Growth"/> is in per cent.</summary>
    public bool IsPercentGrowth { get; init; }

    /// <summary>The size, in bytes.</summary>
    public long Bytes => Size * PageBytes;

    /// <summary>The file grown by as many steps as it takes to hold so many bytes; null when it may not grow that far.</summary>
    public FileSpace? Grown(long bytes)
    {
        var wanted = (bytes + PageBytes - 1) / PageBytes;
        var size = Size;
        while (size < wanted)
        {
            var step = IsPercentGrowth ? Math.Max(8, size * Growth / 100) : Growth;
            var next = Math.Min(size + step, MaximumSize ?? LargestLog);
            if (step == 0 || next <= size)
            {
                return null;
            }

            size = next;
        }

        return this with { Size = size };
    }
}

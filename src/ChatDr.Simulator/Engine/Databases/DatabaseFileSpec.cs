namespace ChatDr.Simulator.Engine.Databases;

/// <summary>A file as CREATE DATABASE and MODIFY FILE describe it; null leaves a property as it is. Sizes are in pages of 8 KB.</summary>
internal sealed record DatabaseFileSpec
{
    /// <summary>NAME: the logical name.</summary>
    public required string Name { get; init; }

    /// <summary>NEWNAME.</summary>
    public string? NewName { get; init; }

    /// <summary>FILENAME: the path.</summary>
    public string? Path { get; init; }

    /// <summary>SIZE.</summary>
    public long? Size { get; init; }

    /// <summary>MAXSIZE; -1 for UNLIMITED.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>FILEGROWTH, in pages or per cent.</summary>
    public long? Growth { get; init; }

    /// <summary>Whether <see cref="Growth"/> is in per cent.</summary>
    public bool IsPercentGrowth { get; init; }

    /// <summary>What a file becomes by it.</summary>
    public FileSpace Apply(FileSpace space) => space with
    {
        Name = NewName ?? Name,
        Size = Size ?? space.Size,
        MaximumSize = MaximumSize is -1 ? null : MaximumSize ?? space.MaximumSize,
        Growth = Growth ?? space.Growth,
        IsPercentGrowth = Growth is null ? space.IsPercentGrowth : IsPercentGrowth,
    };
}

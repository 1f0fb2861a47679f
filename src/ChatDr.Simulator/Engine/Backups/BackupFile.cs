using System.IO.Compression;
using System.Text.Json;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>What stands in a backup file: its media header and its sets. Only headers are read; the content is skipped.</summary>
/// <param name="Path">The file.</param>
/// <param name="Media">Its media header.</param>
/// <param name="Sets">Its sets, in order of position.</param>
/// <param name="HasBadEnd">Whether the end of the file belongs to no whole set, so that nothing can be appended (3266).</param>
internal sealed record BackupFile(string Path, MediaHeader Media, IReadOnlyList<BackupSetEntry> Sets, bool HasBadEnd)
{
    /// <summary>Reads the headers of a file.</summary>
    /// <exception cref="BackupFormatException">It is no backup file, of another version, cut short, or a header is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BackupFile Open(string path)
    {
        using var stream = OpenStream(path);
        var media = ReadMedia(stream);
        List<BackupSetEntry> sets = [];
        var hasBadEnd = false;
        while (!hasBadEnd && ReadNext(stream, sets, out hasBadEnd) is { } set)
        {
            sets.Add(set);
            hasBadEnd = !set.IsComplete;
            if (set.IsComplete && set.Offset + set.Length > stream.Length)
            {
                throw new BackupFormatException(BackupFault.Truncated, $"the backup set at position {set.Header.Position} ends "
                    + $"{set.Offset + set.Length - stream.Length} bytes beyond the end of the file");
            }

            stream.Position = set.Offset + set.Length;
        }

        return new(path, media, sets, hasBadEnd);
    }

    /// <summary>The content of a set, decompressed. Whoever reads it to its end has seen a whole set.</summary>
    /// <param name="set">One of the sets.</param>
    /// <param name="stored">The stream below, which knows how far it is.</param>
    public Stream OpenContent(BackupSetEntry set, out BackupSetStream stored)
    {
        var stream = OpenStream(Path);
        stream.Position = set.Offset;
        stored = new BackupSetStream(stream);
        return set.Header.IsCompressed ? new DeflateStream(stored, CompressionMode.Decompress) : stored;
    }

    private static FileStream OpenStream(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);

    private static MediaHeader ReadMedia(FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[BackupFrame.PrefixLength];
        var read = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            throw new BackupFormatException(BackupFault.Empty, "the file is empty");
        }

        if (prefix.SequenceEqual(BackupFrame.OldSignature))
        {
            throw new BackupFormatException(BackupFault.OtherVersion, "1.0");
        }

        if (!prefix.StartsWith(BackupFrame.Signature))
        {
            throw new BackupFormatException(BackupFault.NotABackup, "it does not begin as a backup does");
        }

        if (prefix[^2] != BackupFrame.MajorVersion)
        {
            throw new BackupFormatException(BackupFault.OtherVersion, $"{prefix[^2]}.{prefix[^1]}");
        }

        return Read<MediaHeader>(stream, BackupFrame.Media, BackupFault.NotABackup)
            ?? throw new BackupFormatException(BackupFault.NotABackup, "it has no media header");
    }

    /// <summary>What follows on whole sets does not make them unreadable.</summary>
    private static BackupSetEntry? ReadNext(FileStream stream, List<BackupSetEntry> sets, out bool hasBadEnd)
    {
        hasBadEnd = false;
        try
        {
            return ReadSet(stream, sets.Count + 1);
        }
        catch (BackupFormatException) when (sets.Count > 0)
        {
            hasBadEnd = true;
            return null;
        }
    }

    private static BackupSetEntry? ReadSet(FileStream stream, int position) => Read<BackupSetEntry>(stream, BackupFrame.Set, BackupFault.BadSet) is { } set
        ? set with { Header = set.Header with { Position = position }, Offset = stream.Position }
        : null;

    private static T? Read<T>(FileStream stream, uint tag, BackupFault fault)
        where T : class
    {
        try
        {
            if (BackupFrame.TryRead(stream) is not { } frame)
            {
                return null;
            }

            var payload = new byte[frame.Length];
            frame.ReadPayload(stream, payload);
            return frame.Tag == tag && JsonSerializer.Deserialize<T>(payload) is { } header ? header
                : throw new BackupFormatException(fault, "a header stands where it does not belong");
        }
        catch (BackupFormatException damaged) when (damaged.Fault == BackupFault.Damaged)
        {
            throw new BackupFormatException(fault, damaged.Message);
        }
        catch (JsonException unreadable)
        {
            throw new BackupFormatException(fault, unreadable.Message);
        }
    }
}

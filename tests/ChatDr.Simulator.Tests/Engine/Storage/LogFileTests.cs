using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Storage;

public sealed class LogFileTests : IDisposable
{
    private static readonly DiskFileSystem Files = new(flushToDisk: false);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("log-");

    private string LogPath => Path.Combine(_folder.FullName, "log");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Log_CutAtAnyByte_HoldsTheWholeRecordsBeforeTheCut()
    {
        var ends = WriteRecords(0, 1, 90, 3, 40);
        var whole = File.ReadAllBytes(LogPath);
        for (var cut = (int)ends[0].Offset; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(LogPath, whole[..cut]);
            using var log = LogFile.Open(Files, LogPath);
            log.Damage.ShouldBeNull($"cut at {cut}");
            log.End.ShouldBe(ends.Last(end => end.Offset <= cut).Lsn, $"cut at {cut}");
            log.Length.ShouldBe(new FileInfo(LogPath).Length);
        }
    }

    [Fact]
    public void Log_WithAnyByteFlipped_IsDamagedAndNeverShorterInSilence()
    {
        WriteRecords(0, 1, 90, 3, 40);
        var whole = File.ReadAllBytes(LogPath);
        for (var i = 0; i < whole.Length; i++)
        {
            var flipped = whole.ToArray();
            flipped[i] ^= 0xFF;
            File.WriteAllBytes(LogPath, flipped);
            IsRefused().ShouldBeTrue($"byte {i} of {whole.Length} is flipped");
            new FileInfo(LogPath).Length.ShouldBe(whole.Length, "a damaged log is kept as it is");
        }
    }

    [Fact]
    public void Log_WhoseLastSectorsWereNeverWritten_IsCutAtTheLastWholeRecord()
    {
        var ends = WriteRecords(0, 300, 492, 70_000, 3, 1024);
        var whole = File.ReadAllBytes(LogPath);
        var lastButOne = (int)ends[^2].Offset;
        File.WriteAllBytes(LogPath, [.. whole[..lastButOne], .. new byte[whole.Length - lastButOne]]);

        using var log = LogFile.Open(Files, LogPath);

        log.Damage.ShouldBeNull();
        log.End.ShouldBe(ends[^2].Lsn);
    }

    [Fact]
    public void Log_DiscardedBeforeAnyRecord_HoldsTheRestAndReadsTheSame()
    {
        var ends = WriteRecords(0, 300, 492, 70_000, 3, 1024);
        foreach (var (_, start) in ends)
        {
            using (var log = LogFile.Open(Files, LogPath))
            {
                var rest = log.Read(start, log.End, int.MaxValue);
                log.DiscardBefore(start, [1, 2, 3]);
                log.Read(start, log.End, int.MaxValue).Select(record => record.Lsn).ShouldBe(rest.Select(record => record.Lsn));
                log.Reaches(start).ShouldBeTrue();
            }

            using var reopened = LogFile.Open(Files, LogPath);
            reopened.Start.ShouldBe(start);
            reopened.End.ShouldBe(ends[^1].Lsn);
        }
    }

    [Fact]
    public void Write_ThatFails_IsTakenBackAndTheNumbersAreUsedAgain()
    {
        var killing = new FailingWrites(Files);
        using var log = LogFile.Create(killing, LogPath, Lsn.First, [7]);
        log.Append(new byte[100]);
        log.Harden();
        var end = log.End;
        killing.Fails = true;
        log.Append(new byte[3000]);
        Should.Throw<IOException>(log.Harden);
        killing.Fails = false;

        log.IsUncertain.ShouldBeFalse();
        log.Next.ShouldBe(end);
        new FileInfo(LogPath).Length.ShouldBe(log.Length);
        log.Append(new byte[5]).Lsn.ShouldBe(end);
        log.Harden();
        log.Dispose();
        using var reopened = LogFile.Open(Files, LogPath);
        reopened.End.ShouldBe(log.End);
    }

    [Fact]
    public void Records_AppendedWhileOthersAreWritten_GoWithTheNextWrite()
    {
        using var log = LogFile.Create(Files, LogPath, Lsn.First, []);
        log.Append(new byte[10]);
        var write = log.BeginWrite()!;
        log.Append(new byte[20]);
        log.Append(new byte[30]);
        log.BeginWrite().ShouldBeNull();
        log.Write(write);
        log.EndWrite(write);
        log.End.ShouldBe(Lsn.First.After(10));

        var next = log.BeginWrite()!;
        log.Write(next);
        log.EndWrite(next);

        log.End.ShouldBe(log.Next);
        log.Read(Lsn.First, log.End, int.MaxValue).Select(record => record.Payload.Length).ShouldBe([10, 20, 30]);
    }

    [Fact]
    public void Harden_WhileAWriteIsUnderWay_WritesBothInOrder()
    {
        using var log = LogFile.Create(Files, LogPath, Lsn.First, []);
        log.Append(new byte[10]);
        var write = log.BeginWrite()!;
        log.Append(new byte[20]);
        log.Harden();
        log.Write(write);
        log.EndWrite(write);
        log.Dispose();

        using var reopened = LogFile.Open(Files, LogPath);
        reopened.Read(Lsn.First, reopened.End, int.MaxValue).Select(record => record.Payload.Length).ShouldBe([10, 20]);
    }

    /// <summary>Records of such payloads; returns the log's end after each, the first before any.</summary>
    private List<(long Offset, Lsn Lsn)> WriteRecords(params int[] sizes)
    {
        using var log = LogFile.Create(Files, LogPath, Lsn.First, [.. Enumerable.Range(1, 50).Select(i => (byte)i)]);
        var ends = new List<(long, Lsn)> { (log.Length, log.End) };
        foreach (var size in sizes)
        {
            log.Append([.. Enumerable.Range(0, size).Select(i => (byte)(i % 251))]);
            log.Harden();
            ends.Add((log.Length, log.End));
        }

        return ends;
    }

    private bool IsRefused()
    {
        try
        {
            using var log = LogFile.Open(Files, LogPath);
            return log.Damage is not null;
        }
        catch (LogFormatException)
        {
            return true;
        }
    }
}

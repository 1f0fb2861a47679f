using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Storage;

public class LogTruncationTests
{
    [Theory]
    [InlineData(5, null, 9, null, 5, nameof(LogReuseWait.Checkpoint))]
    [InlineData(9, null, 5, null, 9, nameof(LogReuseWait.Nothing))]
    [InlineData(9, 5, 8, null, 5, nameof(LogReuseWait.LogBackup))]
    [InlineData(5, 9, 8, null, 5, nameof(LogReuseWait.Nothing))]
    [InlineData(5, 7, 8, null, 5, nameof(LogReuseWait.LogBackup))]
    [InlineData(9, 9, 8, 3, 3, nameof(LogReuseWait.ActiveTransaction))]
    [InlineData(9, 5, 8, 3, 3, nameof(LogReuseWait.ActiveTransaction))]
    [InlineData(9, 3, 8, 5, 3, nameof(LogReuseWait.LogBackup))]
    [InlineData(9, 9, 8, 9, 9, nameof(LogReuseWait.Nothing))]
    public void Decide_KeepsWhatAnybodyNeedsAndNamesTheOldestNeed(int checkpoint, int? chain, int lastCommit, int? transaction, int keep, string wait)
    {
        (LogReuseWait, Lsn)[] holders = transaction is { } from ? [(LogReuseWait.ActiveTransaction, At(from))] : [];

        LogTruncation.Decide(At(checkpoint), chain is { } start ? At(start) : null, At(lastCommit), holders)
            .ShouldBe((At(keep), Enum.Parse<LogReuseWait>(wait)));
    }

    [Fact]
    public void Describe_OfEachReason_IsTheProductsName() => Enum.GetValues<LogReuseWait>().Select(LogTruncation.Describe).ShouldBe(
        ["NOTHING", "CHECKPOINT", "LOG_BACKUP", "ACTIVE_BACKUP_OR_RESTORE", "ACTIVE_TRANSACTION", "DATABASE_MIRRORING", "AVAILABILITY_REPLICA"]);

    private static Lsn At(int record) => new(Lsn.First.Packed + ((ulong)record << 12));
}

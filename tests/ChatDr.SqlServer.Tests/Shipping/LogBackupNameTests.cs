using ChatDr.SqlServer.Shipping;

namespace ChatDr.SqlServer.Tests.Shipping;

public sealed class LogBackupNameTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);

    [Theory]
    [InlineData(LogBackupKind.Log, "mgc_0000000000037000000002400_20260301123015250.trn")]
    [InlineData(LogBackupKind.Tail, "mgc_0000000000037000000002400_20260301123015250_tail.trn")]
    [InlineData(LogBackupKind.Salvage, "mgc_0000000000037000000002400_20260301123015250_salvage.trn")]
    public void FileName_ReadBack_IsTheSame(LogBackupKind kind, string fileName)
    {
        var name = new LogBackupName("mgc", 37000000002400m, At, kind);

        name.FileName.ShouldBe(fileName);
        LogBackupName.TryParse("mgc", fileName).ShouldBe(name);
    }

    [Theory]
    [InlineData("mgc_20260301123015250_seed.bak")]
    [InlineData("mgccomp_0000000000037000000002400_20260301123015250.trn")]
    [InlineData("mgc_37_20260301123015250.trn")]
    [InlineData("mgc_0000000000037000000002400_20269901123015250.trn")]
    [InlineData("mgc_0000000000037000000002400_20260301123015250.trn.tmp")]
    public void TryParse_OfAnotherFile_IsNull(string fileName) => LogBackupName.TryParse("mgc", fileName).ShouldBeNull();

    [Fact]
    public void FileNames_Sorted_AreInLogOrder()
    {
        decimal[] lsns = [5, 40, 300, 2_000, 99_999_999_999m];

        lsns.Select(lsn => new LogBackupName("mgc", lsn, At, LogBackupKind.Log).FileName).ShouldBeInOrder();
    }
}

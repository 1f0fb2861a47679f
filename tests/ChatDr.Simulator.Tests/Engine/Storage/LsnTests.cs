using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Storage;

/// <summary>Log sequence numbers: their decimal form, their order, and that they never go back.</summary>
public sealed class LsnTests
{
    private const int LogBlock = 512;

    [Theory]
    [InlineData(34UL, 16UL, 1UL, "34000000001600001")]
    [InlineData(34UL, 8191UL, 4095UL, "34000000819104095")]
    [InlineData(35UL, 16UL, 1UL, "35000000001600001")]
    [InlineData(0xFFFFFUL, 0xFFFFFFFFUL, 0xFFFUL, "1048575429496729504095")]
    public void Numeric_HasTenDigitsOfBlockAndFiveOfSlot(ulong virtualLogFile, ulong block, ulong slot, string expected) =>
        At(virtualLogFile, block, slot).ToString().ShouldBe(expected);

    [Theory]
    [InlineData(0, 17)]
    [InlineData(1, 17)]
    [InlineData(511, 17)]
    [InlineData(512, 18)]
    [InlineData(5000, 26)]
    public void After_ARecord_IsTheBlockBehindIt(int bytes, ulong block) => Lsn.First.After(bytes).ShouldBe(At(34, block, 1));

    [Theory]
    [InlineData(8190, 100, 34, 8191)]
    [InlineData(8191, 100, 35, 16)]
    [InlineData(8000, 200 * LogBlock, 35, 16)]
    [InlineData(16, 16 << 20, 35, 16)]
    public void After_TheLastBlock_IsTheNextVirtualLogFile(ulong block, int bytes, ulong expectedFile, ulong expectedBlock) =>
        At(34, block, 1).After(bytes).ShouldBe(At(expectedFile, expectedBlock, 1));

    [Fact]
    public void After_OverManyRecords_RisesInPackedAndDecimalForm()
    {
        var at = Lsn.First;
        for (var i = 0; i < 50_000; i++)
        {
            var next = at.After(i % 4000);
            next.ShouldBeGreaterThan(at);
            next.ToNumeric().ShouldBeGreaterThan(at.ToNumeric());
            at.BytesTo(next).ShouldBeGreaterThan(0);
            at = next;
        }

        (at.Packed >> 44).ShouldBeGreaterThan(40UL);
    }

    [Fact]
    public void After_TheLastVirtualLogFile_DoesNotWrapAround() => Should.Throw<OverflowException>(() => At(0xFFFFF, 8191, 1).After(1));

    [Fact]
    public async Task Database_RestartedWithItsLogCutToNothing_GoesOnAboveWhatItHadGivenOut()
    {
        await using var lab = new EngineFixture();
        await EngineFixture.CreateDatabaseAsync(await lab.StartAsync("a"), "d");
        await Instance.SetRecoveryAsync(lab["a"].GetDatabase("d"), RecoveryModel.Simple, default);
        var highest = default(Lsn);
        for (var restart = 0; restart < 4; restart++)
        {
            var database = lab["a"].GetDatabase("d");
            database.EndOfLog.ShouldBeGreaterThanOrEqualTo(highest);
            await EngineFixture.InsertAsync(database, $"m{restart}");
            database.EndOfLog.ShouldBeGreaterThan(highest);
            if (restart % 2 == 0)
            {
                database.Checkpoint();
            }

            highest = database.EndOfLog;
            await lab.CrashAndRestartAsync("a");
        }
    }

    private static Lsn At(ulong virtualLogFile, ulong block, ulong slot) => new((virtualLogFile << 44) | (block << 12) | slot);
}

using ChatDr.Lab.Demo;

namespace ChatDr.Lab.Tests.Demo;

public sealed class MessageLedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly MessageLedger _ledger = new();

    [Fact]
    public void LongestPause_CountsThePauseThatADisasterCuts()
    {
        AcknowledgeAt(0, 1, 9, 10);

        _ledger.LongestPauseSince(Start.AddSeconds(2)).ShouldBe(TimeSpan.FromSeconds(8));
        _ledger.LongestPauseSince(Start.AddSeconds(9)).ShouldBe(TimeSpan.FromSeconds(1));
        _ledger.LongestPauseSince(Start.AddSeconds(10)).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void SentMessage_IsUnknownUntilAcknowledged()
    {
        var mark = Guid.NewGuid();
        _ledger.Sent(mark);
        _ledger.UnknownCount.ShouldBe(1);

        _ledger.Acknowledge(new AcknowledgedMessage(mark, 1, "x", Start));

        _ledger.UnknownCount.ShouldBe(0);
        _ledger.Count.ShouldBe(1);
    }

    [Fact]
    public void CountSince_CountsFromTheMomentOn()
    {
        AcknowledgeAt(0, 1, 2);
        _ledger.CountSince(Start.AddSeconds(1)).ShouldBe(2);
    }

    private void AcknowledgeAt(params int[] seconds)
    {
        foreach (var second in seconds)
        {
            _ledger.Acknowledge(new AcknowledgedMessage(Guid.NewGuid(), second, "x", Start.AddSeconds(second)));
        }
    }
}

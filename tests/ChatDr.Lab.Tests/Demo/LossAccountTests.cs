using ChatDr.Lab.Demo;

namespace ChatDr.Lab.Tests.Demo;

public sealed class LossAccountTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void LostMessage_IsCountedForTheEventThatLostIt()
    {
        var account = new LossAccount();
        AcknowledgedMessage[] ledger = [Message(0), Message(1), Message(2), Message(3)];

        account.Close(ledger[..2], Kept(ledger[..2])).ShouldSatisfyAllConditions(
            first => first.Acknowledged.ShouldBe(2),
            first => first.Lost.ShouldBeEmpty());
        account.Close(ledger[..3], Kept(ledger[..2])).Lost.ShouldBe([ledger[2]]);
        account.Close(ledger, Kept([ledger[0], ledger[1], ledger[3]])).ShouldSatisfyAllConditions(
            last => last.Acknowledged.ShouldBe(1),
            last => last.Lost.ShouldBeEmpty());
    }

    [Fact]
    public void Reach_IsTheAgeOfTheOldestLostMessage()
    {
        AcknowledgedMessage[] lost = [Message(7), Message(5)];
        new LossCount(10, lost).Reach(Start.AddSeconds(8)).ShouldBe(TimeSpan.FromSeconds(3));
        new LossCount(10, []).Reach(Start.AddSeconds(8)).ShouldBe(TimeSpan.Zero);
    }

    private static AcknowledgedMessage Message(int second) => new(Guid.NewGuid(), second, "x", Start.AddSeconds(second));

    private static HashSet<Guid> Kept(IEnumerable<AcknowledgedMessage> messages) => [.. messages.Select(message => message.ClientId)];
}

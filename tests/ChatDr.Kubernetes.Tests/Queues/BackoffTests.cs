using ChatDr.Kubernetes.Queues;
using ChatDr.Kubernetes.Tests.Fakes;

namespace ChatDr.Kubernetes.Tests.Queues;

public sealed class BackoffTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Next_OfOneKey_DoublesFromFiveMillisecondsToFiveMinutes_AndNeverGivesUp()
    {
        var backoff = new Backoff<string>(_time);

        var waits = Enumerable.Range(0, 30).Select(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return backoff.Next("a");
        }).ToList();

        waits.Take(4).ShouldBe([TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(40)]);
        waits.Skip(16).ShouldAllBe(wait => wait == TimeSpan.FromMinutes(5));
        backoff.Failures("a").ShouldBe(30);
    }

    [Fact]
    public void Forget_StartsOverForThatKeyOnly()
    {
        var backoff = new Backoff<string>(_time);
        backoff.Next("a");
        backoff.Next("a");
        backoff.Next("b");

        backoff.Forget("a");

        backoff.Next("a").ShouldBe(TimeSpan.FromMilliseconds(5));
        backoff.Next("b").ShouldBe(TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void Next_OfManyKeysAtOnce_IsHeldToTenASecondAfterTheBurst()
    {
        var backoff = new Backoff<int>(_time);

        var waits = Enumerable.Range(0, 120).Select(key => backoff.Next(key)).ToList();

        waits.Take(100).ShouldAllBe(wait => wait == TimeSpan.FromMilliseconds(5));
        waits[^1].TotalSeconds.ShouldBe(2.0, 0.01);
    }
}

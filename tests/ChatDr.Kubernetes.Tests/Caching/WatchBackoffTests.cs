using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Tests.Fakes;

namespace ChatDr.Kubernetes.Tests.Caching;

/// <summary>client-go's numbers: 800 ms doubling up to 30 s, stretched by up to its own length, from the start again after two minutes.</summary>
public sealed class WatchBackoffTests
{
    private readonly FakeTime _time = new();

    [Theory]
    [InlineData(0.0, new[] { 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30 })]
    [InlineData(0.5, new[] { 1.2, 2.4, 4.8, 9.6, 19.2, 38.4, 45, 45 })]
    public void Next_DoublesUpToItsLongest_AndIsStretchedAtRandom(double chance, double[] seconds)
    {
        var backoff = new WatchBackoff(_time, new Fixed(chance));

        seconds.Select(_ => backoff.Next().TotalSeconds).ShouldBe(seconds, 1e-9);
    }

    [Fact]
    public void Next_AfterTwoMinutesWithoutTrouble_StartsOver()
    {
        var backoff = new WatchBackoff(_time, new Fixed(0));
        backoff.Next();
        backoff.Next();

        _time.Advance(TimeSpan.FromMinutes(2));
        backoff.Next().TotalSeconds.ShouldBe(3.2, 1e-9);
        _time.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromTicks(1));
        backoff.Next().TotalSeconds.ShouldBe(0.8, 1e-9);
    }

    private sealed class Fixed(double chance) : Random
    {
        public override double NextDouble() => chance;
    }
}

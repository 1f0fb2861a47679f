using ChatDr.Kubernetes.Queues;
using ChatDr.Kubernetes.Tests.Fakes;

namespace ChatDr.Kubernetes.Tests.Queues;

public sealed class DelayingQueueTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly List<string> _released = [];
    private readonly DelayingQueue<string> _queue;

    public DelayingQueueTests() => _queue = new(_released.Add, _time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void AddAfter_ReleasesWhenDue_NotBefore()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromMilliseconds(4999));
        _released.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _released.ShouldBe(["a"]);
    }

    [Fact]
    public void AddAfter_SeveralTimes_TheEarliestCounts_Once()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(2));
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(2));
        _released.ShouldBe(["a"]);
        _time.Advance(TimeSpan.FromMinutes(1));
        _released.ShouldBe(["a"]);
    }

    [Fact]
    public void AddAfter_DifferentKeys_ComeInTheOrderOfTheirTimes()
    {
        _queue.AddAfter("late", TimeSpan.FromSeconds(3));
        _queue.AddAfter("early", TimeSpan.FromSeconds(1));
        _queue.AddAfter("middle", TimeSpan.FromSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(5));

        _released.ShouldBe(["early", "middle", "late"]);
    }

    [Fact]
    public void AddAfter_NoDelay_ReleasesAtOnce_AndLeavesAnEarlierDelayInPlace()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        _queue.AddAfter("a", TimeSpan.Zero);
        _released.ShouldBe(["a"]);

        _time.Advance(TimeSpan.FromSeconds(1));
        _released.ShouldBe(["a", "a"]);
    }

    [Fact]
    public void Dispose_ReleasesNothingMore()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        _queue.Dispose();

        _time.Advance(TimeSpan.FromSeconds(2));

        _released.ShouldBeEmpty();
        _time.Waiting.ShouldBe(0);
    }
}

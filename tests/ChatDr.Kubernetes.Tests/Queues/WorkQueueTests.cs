using System.Collections.Concurrent;
using ChatDr.Kubernetes.Queues;

namespace ChatDr.Kubernetes.Tests.Queues;

public sealed class WorkQueueTests
{
    [Fact]
    public async Task Add_KeyThatWaits_IsHandedOutOnce()
    {
        var queue = new WorkQueue<string>();

        queue.Add("a").ShouldBeTrue();
        queue.Add("a").ShouldBeFalse();
        queue.Close();

        (await queue.TakeAsync(default)).ShouldBe((true, "a"));
        (await queue.TakeAsync(default)).Taken.ShouldBeFalse();
    }

    [Fact]
    public async Task Add_KeyInWork_ComesAgainOnlyAfterDone()
    {
        var queue = new WorkQueue<string>();
        queue.Add("a");
        await queue.TakeAsync(default);

        queue.Add("a").ShouldBeTrue();
        queue.Depth.ShouldBe(0, "nobody may work on the key a second time while it is in work");
        queue.Done("a");

        (await queue.TakeAsync(default)).ShouldBe((true, "a"));
    }

    [Fact]
    public async Task Take_WhileEmpty_EndsWhenCancelled()
    {
        var queue = new WorkQueue<string>();
        using var stop = new CancellationTokenSource();
        var taking = queue.TakeAsync(stop.Token).AsTask();
        taking.IsCompleted.ShouldBeFalse();

        await stop.CancelAsync();

        await taking.ShouldThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task AnyOrderOfOperations_AgreesWithTheModel(int seed)
    {
        var random = new Random(seed);
        var queue = new WorkQueue<int>();
        var waiting = new Queue<int>();
        var dirty = new HashSet<int>();
        var inWork = new HashSet<int>();
        for (var step = 0; step < 20_000; step++)
        {
            switch (random.Next(3))
            {
                case 0:
                    var key = random.Next(8);
                    queue.Add(key).ShouldBe(dirty.Add(key));
                    if (!inWork.Contains(key) && !waiting.Contains(key))
                    {
                        waiting.Enqueue(key);
                    }

                    break;
                case 1 when waiting.Count > 0:
                    var expected = waiting.Dequeue();
                    dirty.Remove(expected);
                    inWork.Add(expected).ShouldBeTrue("no key is handed out twice at once");
                    var taking = queue.TakeAsync(default).AsTask();
                    taking.IsCompletedSuccessfully.ShouldBeTrue($"step {step}: a key waits");
                    (await taking).ShouldBe((true, expected));
                    break;
                case 2 when inWork.Count > 0:
                    var done = inWork.ElementAt(random.Next(inWork.Count));
                    inWork.Remove(done);
                    queue.Done(done);
                    if (dirty.Contains(done))
                    {
                        waiting.Enqueue(done);
                    }

                    break;
            }

            queue.Depth.ShouldBe(waiting.Count);
        }
    }

    [Fact]
    public async Task ManyWorkersAndWriters_NeverShareAKey_AndLoseNoAddition()
    {
        const int Keys = 3;
        const int Writers = 4;
        const int Rounds = 2_000;
        var queue = new WorkQueue<int>();
        var wanted = new int[Keys];
        var seen = new int[Keys];
        var inWork = new ConcurrentDictionary<int, bool>();
        var workers = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            while (await queue.TakeAsync(default) is (true, var key))
            {
                inWork.TryAdd(key, true).ShouldBeTrue($"key {key} is in work twice");
                var version = Volatile.Read(ref wanted[key]);
                for (var turn = 0; turn < 5; turn++)
                {
                    await Task.Yield();
                }

                Volatile.Write(ref seen[key], version);
                inWork.Remove(key, out bool _);
                queue.Done(key);
            }
        })).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            for (var i = 0; i < Rounds; i++)
            {
                var key = random.Next(Keys);
                Interlocked.Increment(ref wanted[key]);
                queue.Add(key);
                await Task.Yield();
            }
        })));

        await Fakes.Await.UntilAsync("every key was worked on after its last change", () => wanted.SequenceEqual(seen), () => string.Join(' ', seen));
        queue.Close();
        await Task.WhenAll(workers);
    }
}

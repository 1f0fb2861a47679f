using BenchmarkDotNet.Attributes;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Queues;

namespace ChatDr.Kubernetes.Benchmarks.Micro;

/// <summary>What a key costs on its way through the work queue.</summary>
[MemoryDiagnoser]
public class WorkQueueBenchmarks
{
    private const int Keys = 1000;
    private readonly WorkQueue<NamespacedName> _queue = new();
    private readonly NamespacedName[] _keys = [.. Enumerable.Range(0, Keys).Select(number => new NamespacedName("default", $"m{number}"))];

    [Benchmark(OperationsPerInvoke = Keys)]
    public async Task AddTakeDone()
    {
        foreach (var key in _keys)
        {
            _queue.Add(key);
        }

        for (var taken = 0; taken < Keys; taken++)
        {
            var (_, key) = await _queue.TakeAsync(CancellationToken.None);
            _queue.Done(key);
        }
    }

    [Benchmark(OperationsPerInvoke = Keys)]
    public async Task AddTwiceTakeDone()
    {
        foreach (var key in _keys)
        {
            _queue.Add(key);
            _queue.Add(key);
        }

        for (var taken = 0; taken < Keys; taken++)
        {
            var (_, key) = await _queue.TakeAsync(CancellationToken.None);
            _queue.Done(key);
        }
    }
}

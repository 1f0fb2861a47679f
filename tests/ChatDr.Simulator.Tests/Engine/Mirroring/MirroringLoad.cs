using System.Collections.Concurrent;
using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.Tests.Engine.Mirroring;

/// <summary>Inserts into whichever partner takes them, and remembers those that were acknowledged.</summary>
internal sealed class MirroringLoad : IAsyncDisposable
{
    private readonly MirroringFixture _fixture;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _acknowledged = new();
    private readonly Task[] _running;

    public MirroringLoad(MirroringFixture fixture)
    {
        _fixture = fixture;
        _running = [.. new[] { "a", "b" }.Select(name => Task.Run(() => RunAsync(name)))];
    }

    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    public Task GrowsAsync(int count)
    {
        var target = _acknowledged.Count + count;
        return Eventually.IsTrueAsync($"{target} inserts are acknowledged", () => _acknowledged.Count >= target,
            () => $"{_acknowledged.Count}; {_fixture.Describe("a")}; {_fixture.Describe("b")}");
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(string name)
    {
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            try
            {
                var body = $"{name}-{i}";
                await EngineFixture.InsertAsync(_fixture[name], body, _stop.Token);
                _acknowledged.Enqueue(body);
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, _stop.Token);
            }
            catch (Exception e) when (e is SqlErrorException or ObjectDisposedException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}

using ChatDr.Simulator.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>A change of a group's configuration that is under way until it is let go, and changes nothing: others wait for their turn.</summary>
internal sealed class HeldChange : IAsyncDisposable
{
    private readonly ManualResetEventSlim _released = new();
    private readonly Task _changing;

    private HeldChange(AvailabilityGroup group, TaskCompletionSource begun) =>
        _changing = Task.Factory.StartNew(
            () => group.ChangeAsync(
                configuration =>
                {
                    begun.SetResult();
                    _released.Wait(TimeSpan.FromSeconds(60), CancellationToken.None).ShouldBeTrue();
                    return configuration;
                },
                CancellationToken.None),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    public static async Task<HeldChange> BeginAsync(AvailabilityGroup group)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var change = new HeldChange(group, begun);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return change;
    }

    public async ValueTask DisposeAsync()
    {
        _released.Set();
        await _changing;
        _released.Dispose();
    }
}

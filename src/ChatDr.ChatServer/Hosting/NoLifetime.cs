namespace ChatDr.ChatServer.Hosting;

/// <summary>Leaves signals to the process: many chat servers may live in one.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

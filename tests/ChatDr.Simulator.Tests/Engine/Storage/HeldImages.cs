using ChatDr.Simulator.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Tests.Engine.Storage;

/// <summary>Files on which, from a point on, the writing of a checkpoint image begins and does not go on before it is let.</summary>
internal sealed class HeldImages(IFileSystem inner) : DelegatingFileSystem(inner), IDisposable
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _released = new();
    private volatile bool _isHolding;

    /// <summary>Completes when an image has begun to be written.</summary>
    public Task Begun => _begun.Task;

    public void Hold() => _isHolding = true;

    public void Release() => _released.Set();

    public override SafeFileHandle Create(string path)
    {
        var file = base.Create(path);
        if (_isHolding && Path.GetFileName(path).StartsWith("image.", StringComparison.Ordinal))
        {
            _begun.TrySetResult();
            _released.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue("the test has to let the image go on");
        }

        return file;
    }

    public void Dispose() => _released.Dispose();
}

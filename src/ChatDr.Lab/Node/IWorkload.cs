namespace ChatDr.Lab.Node;

/// <summary>A running container. Disposing it is SIGTERM and an orderly end.</summary>
internal interface IWorkload : IAsyncDisposable
{
    /// <summary>SIGKILL: connections drop, nothing more is written. May come at any moment, and more than once.</summary>
    void Crash();
}

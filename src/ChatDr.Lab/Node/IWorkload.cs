namespace ChatDr.Lab.Node;

/// <summary>A running container. Disposing it is SIGTERM and an orderly end.</summary>
internal interface IWorkload : IAsyncDisposable
{
    /// <summary>Whether its process has ended of its own accord, with exit code 0. Dispose of it then; the node starts another.</summary>
    bool HasCompleted { get; }

    /// <summary>SIGKILL: connections drop, nothing more is written. May come at any moment, and more than once.</summary>
    void Crash();
}

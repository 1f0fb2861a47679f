namespace ChatDr.Kubernetes.Tests.Fakes;

/// <summary>How a watch ends.</summary>
internal enum WatchEnd
{
    /// <summary>The server closes it in order.</summary>
    Closed,

    /// <summary>It ends in the middle of a frame.</summary>
    Cut,

    /// <summary>It stays open and says nothing.</summary>
    Silent,
}

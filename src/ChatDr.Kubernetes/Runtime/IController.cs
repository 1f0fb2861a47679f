namespace ChatDr.Kubernetes.Runtime;

/// <summary>A queue of keys and the workers that reconcile them.</summary>
internal interface IController
{
    /// <summary>The controller's name.</summary>
    string Name { get; }

    /// <summary>How long the longest running reconcile has been at it; zero when none runs.</summary>
    TimeSpan LongestRunning { get; }

    /// <summary>
    /// Takes keys until <paramref name="intake"/> is cancelled; running reconciles go on until they end or <paramref name="work"/> is cancelled.
    /// </summary>
    Task RunAsync(Func<bool> mayWork, CancellationToken intake, CancellationToken work);
}

using System.Net;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Node;

/// <summary>What the node knows of a pod that it runs. Touched only by the reconcile of the pod's own key, but for <see cref="Kill"/>.</summary>
internal sealed class RunningPod(string uid, IPAddress address, TimeProvider time)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    private bool _wasStarted;
    private volatile IWorkload? _killed;

    /// <summary>The pod object's UID; another pod of the same name is another pod.</summary>
    public string Uid { get; } = uid;

    /// <summary>The pod's address.</summary>
    public IPAddress Address { get; } = address;

    /// <summary>When the node took the pod over.</summary>
    public DateTimeOffset AcceptedAt { get; } = time.GetUtcNow();

    /// <summary>What the container wrote in this run, or in its last while it waits for the next.</summary>
    public PodLog Log { get; private set; } = new(time);

    /// <summary>What the container wrote in the run before; null when there was none.</summary>
    public PodLog? PreviousLog { get; private set; }

    /// <summary>The running container; null while it waits or is dead.</summary>
    public IWorkload? Workload { get; private set; }

    /// <summary>When the container was started.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>How often the container was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Whether the container was killed from outside, which its reconcile has not noticed yet.</summary>
    public bool WasKilled => Workload is { } workload && workload == _killed;

    /// <summary>Why the container does not run; null when it does.</summary>
    public WaitingReason? Waiting { get; set; } = new("ContainerCreating", "");

    /// <summary>Whether the readiness probe passed last time.</summary>
    public bool Ready { get; set; }

    /// <summary>When the next start may be tried after one that failed.</summary>
    public DateTimeOffset? NextStart { get; private set; }

    private ILoggerFactory? Logs { get; set; }

    /// <summary>The container is about to be started: what it writes from now on is another run's.</summary>
    public void Starting()
    {
        if (_wasStarted)
        {
            Log.Close();
            PreviousLog = Log;
            Log = new PodLog(time);
        }

        _wasStarted = true;
    }

    /// <summary>The container runs.</summary>
    public void Started(IWorkload workload, ILoggerFactory logs)
    {
        if (StartedAt is not null)
        {
            Restarts++;
        }

        Workload = workload;
        Logs = logs;
        StartedAt = time.GetUtcNow();
        Waiting = null;
        NextStart = null;
    }

    /// <summary>A start failed: the next one waits longer.</summary>
    public void Failed(string message)
    {
        Restarts++;
        var delay = FirstBackOff * Math.Pow(2, Math.Min(Restarts - 1, 5));
        NextStart = time.GetUtcNow() + (delay < LongestBackOff ? delay : LongestBackOff);
        Waiting = new WaitingReason("CrashLoopBackOff", message);
    }

    /// <summary>SIGKILL from outside, at any moment.</summary>
    public void Kill()
    {
        _killed = Workload;
        _killed?.Crash();
    }

    /// <summary>SIGKILL.</summary>
    public void Crash(WaitingReason reason)
    {
        Workload?.Crash();
        Ended(reason);
    }

    /// <summary>SIGTERM, and SIGKILL when the container takes longer than <paramref name="grace"/>.</summary>
    public Task StopAsync(TimeSpan grace, CancellationToken cancellationToken) => EndAsync(grace, new WaitingReason("Terminated", ""), cancellationToken);

    /// <summary>The container's process ended of its own accord: what is left of it ends within <paramref name="grace"/>.</summary>
    public Task CompleteAsync(TimeSpan grace, CancellationToken cancellationToken) => EndAsync(grace, new WaitingReason("Completed", ""), cancellationToken);

    private async Task EndAsync(TimeSpan grace, WaitingReason reason, CancellationToken cancellationToken)
    {
        if (Workload is { } workload)
        {
            try
            {
                await workload.DisposeAsync().AsTask().WaitAsync(grace, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                workload.Crash();
            }
        }

        Ended(reason);
    }

    private void Ended(WaitingReason reason)
    {
        Workload = null;
        Ready = false;
        Waiting = reason;
        Logs?.Dispose();
        Logs = null;
        Log.Close();
    }
}

namespace ChatDr.Kubernetes.LeaderElection;

/// <summary>
/// Whether this process may act: it holds the lease, or there is none to hold. The <c>IKubernetesClient</c> of the operator asks before every write, and so do
/// the clients of other clusters; who acts elsewhere, say in a database, has to ask before each act. A process that stood still past its lease is refused by
/// that before any timer or token has told it.
/// </summary>
public sealed class Leadership
{
    private readonly LeaderElector? _elector;

    internal Leadership(LeaderElector? elector) => _elector = elector;

    /// <summary>Returns when the process may act now.</summary>
    /// <exception cref="LeadershipLostException">It may not: the lease is not held, or its renewal is overdue by the process's own monotonic clock.</exception>
    public void ThrowIfLost()
    {
        if (_elector is { MayWork: false })
        {
            throw new LeadershipLostException("This process does not hold the lease, or its renewal is overdue: nothing is done any more.");
        }
    }
}

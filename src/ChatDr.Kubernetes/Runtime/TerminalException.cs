namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// A reconcile that failed and would fail again, such as over a spec that cannot be carried out: logged and counted as an error, and not tried again until
/// something changes. controller-runtime's <c>reconcile.TerminalError</c>.
/// </summary>
public sealed class TerminalException(string message, Exception? innerException = null) : Exception(message, innerException);

namespace ChatDr.Kubernetes.Runtime;

/// <summary>What became of a status write.</summary>
public enum StatusWrite
{
    /// <summary>Nothing had changed, so nothing was sent.</summary>
    Unchanged,

    /// <summary>The change is stored.</summary>
    Written,

    /// <summary>The object had changed meanwhile; nothing is stored: reconcile again.</summary>
    Conflict,
}

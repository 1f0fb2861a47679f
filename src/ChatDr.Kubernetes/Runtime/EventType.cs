namespace ChatDr.Kubernetes.Runtime;

/// <summary>Whether an event needs attention.</summary>
public enum EventType
{
    /// <summary>Something went as it should.</summary>
    Normal,

    /// <summary>Someone should look.</summary>
    Warning,
}

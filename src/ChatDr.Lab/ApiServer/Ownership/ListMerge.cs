namespace ChatDr.Lab.ApiServer.Ownership;

/// <summary>How a list merges: <c>x-kubernetes-list-type</c>.</summary>
internal enum ListMerge
{
    /// <summary>One owner for the whole list.</summary>
    Atomic,

    /// <summary>Scalars, each with its own owners.</summary>
    Set,

    /// <summary>Objects identified by key fields, each with its own owners.</summary>
    Map,
}

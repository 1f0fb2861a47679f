namespace ChatDr.Kubernetes.Client;

/// <summary>
/// How a patch says what to change. Strategic merge patch is left out: custom resources have none, and server-side apply does all that it does.
/// </summary>
public enum PatchType
{
    /// <summary>The members to set, null for those to remove; lists are replaced whole (RFC 7396).</summary>
    MergePatch,

    /// <summary>Operations one after the other, tests among them; all of them or none (RFC 6902).</summary>
    JsonPatch,

    /// <summary>Server-side apply: all that the field manager wants to own.</summary>
    ApplyPatch,
}

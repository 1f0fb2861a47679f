namespace ChatDr.Api.V1Alpha1;

/// <summary>When a shipping target may be overwritten.</summary>
public enum ReseedPolicy
{
    /// <summary>Seed anew a target whose copy is proven stale, after its tail was saved to the share.</summary>
    IfStale,

    /// <summary>Never overwrite a copy; report and wait.</summary>
    Never,
}

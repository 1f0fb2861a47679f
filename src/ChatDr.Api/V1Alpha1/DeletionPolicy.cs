namespace ChatDr.Api.V1Alpha1;

/// <summary>What becomes of data when its owner is deleted.</summary>
public enum DeletionPolicy
{
    /// <summary>Volumes stay.</summary>
    Retain,

    /// <summary>Volumes go.</summary>
    Delete,
}

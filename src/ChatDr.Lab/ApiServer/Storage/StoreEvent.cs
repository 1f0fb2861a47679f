namespace ChatDr.Lab.ApiServer.Storage;

/// <summary>One change: the object before and after. Before is null for an addition, after is null for a removal.</summary>
/// <param name="Revision">Resource version of the change.</param>
/// <param name="Before">The object as it was, null when it was added.</param>
/// <param name="After">The object as it is, null when it was removed.</param>
/// <param name="Final">For a removal: the last state, carrying the removal's resource version.</param>
internal sealed record StoreEvent(long Revision, StoredObject? Before, StoredObject? After, StoredObject? Final)
{
    internal ObjectKey Key => (After ?? Before)!.Key;
}

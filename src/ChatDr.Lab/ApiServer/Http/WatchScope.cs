using ChatDr.Lab.ApiServer.Selectors;
using ChatDr.Lab.ApiServer.Storage;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>What a watch looks at, and how a change appears through its selectors: an object that stops matching is deleted to the watcher.</summary>
internal sealed record WatchScope(RequestTarget Target, LabelSelector Labels, FieldSelector Fields)
{
    internal bool Covers(StoredObject stored) =>
        (Target.Namespace is null || stored.Key.Namespace == Target.Namespace) && Labels.Matches(stored.Labels) && Fields.Matches(stored);

    internal (string Type, StoredObject Object)? Translate(StoreEvent change)
    {
        bool before = change.Before is not null && Covers(change.Before);
        bool after = change.After is not null && Covers(change.After);
        return (before, after) switch
        {
            (false, true) => ("ADDED", change.After!),
            (true, true) => ("MODIFIED", change.After!),
            (true, false) => ("DELETED", change.Final ?? change.After!),
            (false, false) => null,
        };
    }
}

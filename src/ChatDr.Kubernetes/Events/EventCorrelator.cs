using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Events;

/// <summary>
/// Decides what becomes of an event, as client-go's EventCorrelator: written, counted up on the one before, combined with its like, or dropped.
/// Not safe for concurrent use; the publisher's one loop calls it.
/// </summary>
internal sealed class EventCorrelator(TimeProvider time)
{
    private const int MaxAlike = 10;
    private const int MaxRemembered = 4096;
    private const string Combined = "(combined from similar events)";
    private static readonly TimeSpan AlikeWindow = TimeSpan.FromMinutes(10);
    private readonly RecentlyUsed<string, EventBudget> _budgets = new(MaxRemembered);
    private readonly RecentlyUsed<GroupKey, Group> _groups = new(MaxRemembered);
    private readonly RecentlyUsed<EventKey, KnownEvent> _known = new(MaxRemembered);

    private readonly record struct GroupKey(string Subject, string Type, string Reason);

    private readonly record struct EventKey(string Subject, string Type, string Reason, string Note);

    private sealed class Group
    {
        public HashSet<string> Notes { get; } = [];

        public long LastAt { get; set; }
    }

    /// <summary>An event that was written, and how often it has happened.</summary>
    internal sealed class KnownEvent
    {
        public NamespacedName? Name { get; set; }

        public int Count { get; set; }

        public long LastAt { get; set; }
    }

    /// <summary>How many events it remembers.</summary>
    internal int Remembered => _known.Count;

    /// <summary>What <paramref name="note"/> becomes, and the event that it repeats, if it was written before; null when it is one too many.</summary>
    public (string Note, KnownEvent Event)? Correlate(V1ObjectReference subject, string type, string reason, string note)
    {
        var id = $"{subject.Kind}/{subject.Namespace}/{subject.Name}/{subject.Uid}";
        var now = time.GetTimestamp();
        var group = Get(_groups, new GroupKey(id, type, reason), () => new Group { LastAt = now });
        if (time.GetElapsedTime(group.LastAt, now) > AlikeWindow)
        {
            group.Notes.Clear();
        }

        group.LastAt = now;
        var isOneOfFew = group.Notes.Contains(note) || group.Notes.Count < MaxAlike;
        if (isOneOfFew)
        {
            group.Notes.Add(note);
        }

        // One key for all that follow, whatever they say; the text shown is that of the first of them.
        var known = Get(_known, new EventKey(id, type, reason, isOneOfFew ? note : Combined), () => new KnownEvent { LastAt = now });
        if (time.GetElapsedTime(known.LastAt, now) > AlikeWindow)
        {
            known.Name = null;
            known.Count = 0;
        }

        known.LastAt = now;
        known.Count++;
        return Get(_budgets, id, () => new EventBudget(time)).TrySpend() ? (isOneOfFew ? note : $"{Combined}: {note}", known) : null;
    }

    private static TValue Get<TKey, TValue>(RecentlyUsed<TKey, TValue> from, TKey key, Func<TValue> make)
        where TKey : notnull
    {
        if (!from.TryGet(key, out var value))
        {
            from.Set(key, value = make());
        }

        return value;
    }
}

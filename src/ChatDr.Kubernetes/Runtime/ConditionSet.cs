using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// The conditions of one reconcile: starts from those that the object has, takes what it found, and gives the merged list.
/// A condition's transition time moves only when its status flips, so a reconcile that found nothing new yields an equal list.
/// apimachinery's <c>meta.SetStatusCondition</c>.
/// </summary>
/// <param name="previous">The object's conditions.</param>
/// <param name="generation">The generation of the spec that was looked at.</param>
/// <param name="now">The time of the reconcile; cut to seconds, as Kubernetes stores it.</param>
public sealed class ConditionSet(IReadOnlyList<V1Condition> previous, long? generation, DateTimeOffset now)
{
    private readonly List<V1Condition> _conditions = [.. previous];
    private readonly DateTimeOffset _now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));

    /// <summary>The merged conditions; new ones after those that were there.</summary>
    public IReadOnlyList<V1Condition> ToList() => [.. _conditions];

    /// <summary>Sets <paramref name="type"/> to True.</summary>
    public ConditionSet True(string type, string reason, string message) => Set(type, "True", reason, message);

    /// <summary>Sets <paramref name="type"/> to False.</summary>
    public ConditionSet False(string type, string reason, string message) => Set(type, "False", reason, message);

    /// <summary>Sets <paramref name="type"/> to Unknown.</summary>
    public ConditionSet Unknown(string type, string reason, string message) => Set(type, "Unknown", reason, message);

    /// <summary>Sets <paramref name="type"/> to True or False.</summary>
    public ConditionSet Set(string type, bool status, string reason, string message) => Set(type, status ? "True" : "False", reason, message);

    /// <summary>Takes <paramref name="type"/> away: it does not apply any more.</summary>
    public ConditionSet Remove(string type)
    {
        _conditions.RemoveAll(condition => condition.Type == type);
        return this;
    }

    private ConditionSet Set(string type, string status, string reason, string message)
    {
        var at = _conditions.FindIndex(condition => condition.Type == type);
        var since = at >= 0 && _conditions[at].Status == status ? _conditions[at].LastTransitionTime : _now;
        var condition = new V1Condition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = since,
            ObservedGeneration = generation,
        };
        if (at >= 0)
        {
            _conditions[at] = condition;
        }
        else
        {
            _conditions.Add(condition);
        }

        return this;
    }
}

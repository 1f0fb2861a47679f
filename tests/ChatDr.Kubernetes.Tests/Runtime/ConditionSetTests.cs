using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.Tests.Runtime;

public sealed class ConditionSetTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void SameStatus_KeepsTheTransitionTime()
    {
        var first = new ConditionSet([], 1, Noon).True("Ready", "Serving", "a").ToList();
        var second = new ConditionSet(first, 2, Noon.AddMinutes(5)).True("Ready", "StillServing", "b").ToList();
        second.ShouldHaveSingleItem().ShouldBe(new V1Condition
        {
            Type = "Ready",
            Status = "True",
            Reason = "StillServing",
            Message = "b",
            LastTransitionTime = Noon,
            ObservedGeneration = 2,
        });
    }

    [Fact]
    public void FlippedStatus_MovesTheTransitionTime()
    {
        var first = new ConditionSet([], 1, Noon).True("Ready", "Serving", "a").ToList();
        var second = new ConditionSet(first, 1, Noon.AddMinutes(5).AddMilliseconds(300)).False("Ready", "Down", "b").ToList();
        second.ShouldHaveSingleItem().LastTransitionTime.ShouldBe(Noon.AddMinutes(5));
    }

    [Fact]
    public void OtherConditions_StayWhereTheyAre()
    {
        var first = new ConditionSet([], 1, Noon).True("A", "R", "").True("B", "R", "").True("C", "R", "").ToList();
        var second = new ConditionSet(first, 1, Noon).False("B", "R", "").Remove("A").Unknown("D", "R", "").ToList();
        second.Select(condition => condition.Type + condition.Status).ShouldBe(["BFalse", "CTrue", "DUnknown"]);
    }
}

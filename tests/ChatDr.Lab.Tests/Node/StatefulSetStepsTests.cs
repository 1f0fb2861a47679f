using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Node;

namespace ChatDr.Lab.Tests.Node;

public sealed class StatefulSetStepsTests
{
    [Fact]
    public void Parallel_MakesAllThatAreMissing() => StatefulSetSteps.Next(Set(3, "Parallel"), [Pod(1, "r")], "r").Create.ShouldBe([0, 2]);

    [Fact]
    public void OrderedReady_WaitsForThePredecessor()
    {
        StatefulSetSteps.Next(Set(3, "OrderedReady"), [Pod(0, "r", ready: false)], "r").Create.ShouldBeEmpty();
        StatefulSetSteps.Next(Set(3, "OrderedReady"), [Pod(0, "r")], "r").Create.ShouldBe([1]);
    }

    [Fact]
    public void ScaledDown_TakesTheHighestNumbers() =>
        StatefulSetSteps.Next(Set(1, "OrderedReady"), [Pod(0, "r"), Pod(1, "r"), Pod(2, "r")], "r").Delete.Select(StatefulSetReconciler.Ordinal).ShouldBe([2]);

    [Fact]
    public void ChangedTemplate_ReplacesOneAtATimeFromTheTop()
    {
        StatefulSetSteps.Next(Set(2, "Parallel"), [Pod(0, "old"), Pod(1, "old")], "new").Delete.Select(StatefulSetReconciler.Ordinal).ShouldBe([1]);
        StatefulSetSteps.Next(Set(2, "Parallel"), [Pod(0, "old"), Pod(1, "new", ready: false)], "new").Delete.ShouldBeEmpty();
        StatefulSetSteps.Next(Set(2, "Parallel"), [Pod(0, "old"), Pod(1, "new")], "new").Delete.Select(StatefulSetReconciler.Ordinal).ShouldBe([0]);
    }

    private static V1StatefulSet Set(int replicas, string policy) =>
        new() { Metadata = new V1ObjectMeta { Name = "chat" }, Spec = new V1StatefulSetSpec { Replicas = replicas, PodManagementPolicy = policy } };

    private static V1Pod Pod(int ordinal, string revision, bool ready = true) => new()
    {
        Metadata = new V1ObjectMeta { Name = $"chat-{ordinal}", Labels = new Dictionary<string, string> { [LabLabels.Revision] = $"chat-{revision}" } },
        Status = new V1PodStatus { Conditions = [new V1PodCondition { Type = "Ready", Status = ready ? "True" : "False" }] },
    };
}

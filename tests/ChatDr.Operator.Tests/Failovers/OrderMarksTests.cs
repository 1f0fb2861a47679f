using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Failovers;
using ChatDr.Operator.Pools;

namespace ChatDr.Operator.Tests.Failovers;

public sealed class OrderMarksTests
{
    private static readonly PoolFailover Given = Noted(new PoolFailover
    {
        Metadata = new V1ObjectMeta { Name = "move", Namespace = "default", Finalizers = ["others.dev/keep"], ResourceVersion = "7" },
        Spec = new PoolFailoverSpec { PoolRef = new LocalReference { Name = "p" }, Target = "two", Approval = new FailoverApproval { Required = true } },
    });

    [Fact]
    public void AsGiven_SpecTurnedIntoForcedMidWay_TheOrderAsGivenStandsAndTheChangeIsReported()
    {
        var changed = Given with { Spec = Given.Spec with { Mode = FailoverMode.Forced, AcknowledgeDataLoss = true } };
        OrderMarks.AsGiven(changed).Spec.ShouldBe(Given.Spec);
        OrderMarks.Changed(changed).ShouldBe(["acknowledgeDataLoss", "mode"]);
        var condition = FailoverStart.WithConditions(changed, new PoolFailoverStatus(), DateTimeOffset.UnixEpoch).Conditions.Find("SpecIgnored").ShouldNotBeNull();
        condition.Message.ShouldContain("acknowledgeDataLoss, mode");
        condition.Message.ShouldContain("Create another PoolFailover");
    }

    [Fact]
    public void AsGiven_Approved_PassesThroughAndIsNoChange()
    {
        var approved = Given with { Spec = Given.Spec with { Approved = true } };
        OrderMarks.AsGiven(approved).Spec.Approved.ShouldBeTrue();
        OrderMarks.Changed(approved).ShouldBeEmpty();
    }

    [Fact]
    public void NoteBegunAndEnded_OthersFinalizersStay()
    {
        var begun = OrderMarks.NoteBegun(Given);
        Names(begun).ShouldBe(["others.dev/keep", OrderMarks.Finalizer]);
        begun["metadata"]!["resourceVersion"]!.GetValue<string>().ShouldBe("7", "two writers of finalizers must not undo each other");
        var ended = OrderMarks.NoteEnded(Given with
        {
            Metadata = Given.Metadata with { Finalizers = Names(begun) },
            Status = new PoolFailoverStatus { Phase = FailoverPhase.Aborted },
        });
        Names(ended).ShouldBe(["others.dev/keep"]);
        ended["metadata"]!["annotations"]![OrderMarks.EndedAnnotation]!.GetValue<string>().ShouldBe(FailoverPhase.Aborted);
    }

    [Fact]
    public void Next_EndedOrderLosesItsStatus_IsNotCarriedOutAgain()
    {
        var world = ModelWorld.With(FailoverMode.Planned);
        var order = world.Orders[0].Order;
        order = order with { Metadata = order.Metadata with { Annotations = new Dictionary<string, string> { [OrderMarks.EndedAnnotation] = FailoverPhase.Aborted } } };
        FailoverStart.Next(order, new PoolFailoverStatus(), world.Snapshot(world.Orders[0]), DateTimeOffset.UnixEpoch).Phase.ShouldBe(FailoverPhase.Aborted);
    }

    private static PoolFailover Noted(PoolFailover order) => order with
    {
        Metadata = order.Metadata with
        {
            Annotations = new Dictionary<string, string> { [OrderMarks.GivenAnnotation] = OrderMarks.NoteGiven(order)["metadata"]!["annotations"]![OrderMarks.GivenAnnotation]!.GetValue<string>() },
        },
    };

    private static IReadOnlyList<string> Names(JsonObject patch) => [.. patch["metadata"]!["finalizers"]!.AsArray().Select(name => name!.GetValue<string>())];
}

using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.Tests.Runtime;

public sealed class PredicatesTests
{
    private static readonly V1ConfigMap Old = new()
    {
        Metadata = new()
        {
            Name = "a",
            Uid = "u",
            Generation = 1,
            Labels = new Dictionary<string, string> { ["app"] = "chat" },
            Annotations = new Dictionary<string, string> { ["note"] = "one" },
            Finalizers = ["example.org/mark"],
        },
    };

    private static readonly Dictionary<string, ChangePredicate<IKubernetesObject>> All = new()
    {
        ["generation"] = Predicates.GenerationChanged,
        ["labels"] = Predicates.LabelsChanged,
        ["annotations"] = Predicates.AnnotationsChanged,
        ["finalizers"] = Predicates.FinalizersChanged,
        ["deletion"] = Predicates.DeletionTimestampChanged,
    };

    [Theory]
    [InlineData("nothing but the revision")]
    [InlineData("generation")]
    [InlineData("labels")]
    [InlineData("labels", "gone")]
    [InlineData("labels", "another key")]
    [InlineData("annotations")]
    [InlineData("finalizers")]
    [InlineData("deletion")]
    public void Change_IsPassedByThePredicateOfItsName_AndNoOther(string what, string how = "")
    {
        var old = Old.Metadata;
        var current = Old with
        {
            Metadata = (what, how) switch
            {
                ("generation", _) => old with { Generation = 2 },
                ("labels", "gone") => old with { Labels = null },
                ("labels", "another key") => old with { Labels = new Dictionary<string, string> { ["app2"] = "chat" } },
                ("labels", _) => old with { Labels = new Dictionary<string, string> { ["app"] = "sql" } },
                ("annotations", _) => old with { Annotations = new Dictionary<string, string> { ["note"] = "one", ["more"] = "two" } },
                ("finalizers", _) => old with { Finalizers = null },
                ("deletion", _) => old with { DeletionTimestamp = DateTimeOffset.UnixEpoch },
                _ => old with { ResourceVersion = "2", Labels = new Dictionary<string, string>(old.Labels!) },
            },
        };

        All.Where(predicate => predicate.Value(Old, current)).Select(predicate => predicate.Key).ShouldBe(All.Keys.Where(name => name == what));
    }

    [Fact]
    public void ObjectThatIsNewOrGone_OrTookTheNameOfAnother_IsPassedByAll()
    {
        foreach (var (name, predicate) in All)
        {
            predicate(null, Old).ShouldBeTrue(name);
            predicate(Old, null).ShouldBeTrue(name);
            predicate(Old, Old with { Metadata = Old.Metadata with { Uid = "v" } }).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void OrAnd_Combine_WithPredicatesOfTheKindToo()
    {
        ChangePredicate<V1ConfigMap> data = (old, current) => !ReferenceEquals(old?.Data, current?.Data);
        var relabelled = Old with { Metadata = Old.Metadata with { Labels = null } };
        var both = relabelled with { Data = new Dictionary<string, string>() };

        Predicates.LabelsChanged.Or(data)(Old, relabelled).ShouldBeTrue();
        Predicates.LabelsChanged.Or(data)(Old, Old).ShouldBeFalse();
        Predicates.LabelsChanged.And(data)(Old, relabelled).ShouldBeFalse();
        Predicates.LabelsChanged.And(data)(Old, both).ShouldBeTrue();
    }
}

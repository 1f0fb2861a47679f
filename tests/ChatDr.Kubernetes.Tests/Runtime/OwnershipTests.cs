using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.Tests.Runtime;

public sealed class OwnershipTests
{
    private static readonly V1ConfigMap Owner = new() { Metadata = new() { Namespace = "ns", Name = "owner", Uid = "u" } };
    private static readonly V1OwnerReference Other = new() { ApiVersion = "v1", Kind = "Secret", Name = "other", Uid = "o" };

    [Fact]
    public void WithController_KeepsOtherOwners_AndMakesAPlainReferenceTheControllers()
    {
        var plain = V1OwnerReference.ControllerOf(Owner, "ns") with { Controller = null, BlockOwnerDeletion = null };
        var metadata = new V1ObjectMeta { Namespace = "ns", Name = "child", OwnerReferences = [plain, Other] };

        var owned = metadata.WithController(Owner);

        owned.OwnerReferences.ShouldBe([Other, V1OwnerReference.ControllerOf(Owner, "ns")]);
        new V1ConfigMap { Metadata = owned }.ControllerReference()!.Uid.ShouldBe("u");
        owned.WithController(Owner).OwnerReferences.ShouldBe(owned.OwnerReferences);
    }

    [Fact]
    public void WithController_OfWhatAnotherControls_IsRefused()
    {
        var metadata = new V1ObjectMeta { Namespace = "ns", Name = "child", OwnerReferences = [Other with { Controller = true }] };

        Should.Throw<InvalidOperationException>(() => metadata.WithController(Owner)).Message.ShouldContain("ns/child is controlled by Secret other");
    }

    [Fact]
    public void WithController_AcrossNamespaces_IsRefused() =>
        Should.Throw<ArgumentException>(() => new V1ObjectMeta { Namespace = "elsewhere", Name = "child" }.WithController(Owner))
            .Message.ShouldContain("cannot own");
}

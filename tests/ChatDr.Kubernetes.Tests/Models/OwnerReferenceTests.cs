using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Tests.Models;

public sealed class OwnerReferenceTests
{
    private static readonly V1ConfigMap Owner = new() { Metadata = new() { Namespace = "a", Name = "owner", Uid = "u" } };

    [Fact]
    public void ControllerOf_AnOwnerInTheSameNamespace_NamesItAsController()
    {
        var reference = V1OwnerReference.ControllerOf(Owner, "a");

        (reference.ApiVersion, reference.Kind, reference.Name, reference.Uid, reference.Controller, reference.BlockOwnerDeletion)
            .ShouldBe(("v1", "ConfigMap", "owner", "u", true, true));
    }

    [Fact]
    public void ControllerOf_AnOwnerInAnotherNamespace_IsRefused() =>
        Should.Throw<ArgumentException>(() => V1OwnerReference.ControllerOf(Owner, "b")).Message.ShouldContain("ConfigMap a/owner cannot own");

    [Fact]
    public void ControllerOf_AnOwnerThatIsNotStored_IsRefused() =>
        Should.Throw<ArgumentException>(() => V1OwnerReference.ControllerOf(Owner with { Metadata = new() { Namespace = "a", Name = "owner" } }, "a"))
            .Message.ShouldContain("not stored");
}

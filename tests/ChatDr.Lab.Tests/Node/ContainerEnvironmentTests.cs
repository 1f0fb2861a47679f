using System.Text;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Node;

namespace ChatDr.Lab.Tests.Node;

public sealed class ContainerEnvironmentTests : IPodReferences
{
    private static readonly V1Pod Pod = new() { Metadata = new V1ObjectMeta { Name = "chat-0", Namespace = "default" } };

    [Fact]
    public void Resolve_LaterVariable_SeesEarlierOnes() =>
        Resolve(new() { Name = "A", Value = "1" }, new() { Name = "B", Value = "$(A)-$(NONE)-$$(A)" }).Variables["B"].ShouldBe("1-$(NONE)-$(A)");

    [Fact]
    public void Resolve_FieldAndSecret_GiveTheirValues()
    {
        var resolved = Resolve(
            new() { Name = "POD_NAME", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.name" } } },
            new() { Name = "PASSWORD", ValueFrom = new() { SecretKeyRef = new() { Name = "login", Key = "password" } } });

        resolved.Problem.ShouldBeNull();
        resolved.Variables["POD_NAME"].ShouldBe("chat-0");
        resolved.Variables["PASSWORD"].ShouldBe("secret$(POD_NAME)");
    }

    [Fact]
    public void Resolve_MissingSecret_NamesIt() =>
        Resolve(new V1EnvVar { Name = "P", ValueFrom = new() { SecretKeyRef = new() { Name = "none", Key = "password" } } }).Problem
            .ShouldBe("secret \"none\" not found");

    [Fact]
    public void Resolve_MissingKey_NamesItUnlessOptional()
    {
        var key = new V1SecretKeySelector { Name = "login", Key = "pin" };
        Resolve(new V1EnvVar { Name = "P", ValueFrom = new() { SecretKeyRef = key } }).Problem.ShouldBe("couldn't find key pin in Secret login");
        Resolve(new V1EnvVar { Name = "P", ValueFrom = new() { SecretKeyRef = key with { Optional = true } } }).Problem.ShouldBeNull();
    }

    V1Secret? IPodReferences.Secret(string name) => name == "login"
        ? new V1Secret { Data = new Dictionary<string, byte[]> { ["password"] = Encoding.UTF8.GetBytes("secret$(POD_NAME)") } }
        : null;

    V1ConfigMap? IPodReferences.ConfigMap(string name) => null;

    V1PersistentVolumeClaim? IPodReferences.Claim(string name) => null;

    private ContainerEnvironment Resolve(params V1EnvVar[] variables) =>
        ContainerEnvironment.Resolve(new V1Container { Env = variables }, Pod, "127.64.0.2", this);
}

using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Instances;

namespace ChatDr.Operator.Tests.Instances;

public sealed class InstanceValidatorTests
{
    private static readonly V1Secret Credentials = Secret(("MSSQL_SA_PASSWORD", "p"));

    [Fact]
    public void GoodInstance_HasNoProblem() => InstanceValidator.Validate(Instance(), Credentials, null).ShouldBeNull();

    [Fact]
    public void LicenceNotAccepted_IsNamedWithTheFieldToSet() =>
        Problem(Instance(spec => spec with { AcceptEula = false })).ShouldBe("EulaNotAccepted: spec.acceptEula");

    [Fact]
    public void ExternalInstance_NeedsNoLicence() =>
        InstanceValidator.Validate(Instance(spec => spec with { AcceptEula = false, Image = null, External = new ExternalInstance { Host = "h" } }), Credentials, null).ShouldBeNull();

    [Fact]
    public void NameThatDoesNotFitTheServerName_IsRefused() =>
        InstanceValidator.Validate(Instance(name: "fourteen-chars"), Credentials, null).ShouldNotBeNull().Reason.ShouldBe("NameTooLong");

    [Fact]
    public void MissingSecret_IsNamedWithItsKey()
    {
        var problem = InstanceValidator.Validate(Instance(), null, null).ShouldNotBeNull();
        problem.Reason.ShouldBe("SecretMissing");
        problem.Message.ShouldContain("Secret sa-secret does not exist in namespace default");
        problem.Message.ShouldContain("MSSQL_SA_PASSWORD");
    }

    [Fact]
    public void SecretWithoutTheKey_IsRefused() =>
        InstanceValidator.Validate(Instance(), Secret(("PASSWORD", "p")), null).ShouldNotBeNull().Reason.ShouldBe("SecretKeyMissing");

    [Theory]
    [InlineData("""{"requests":{"cpu":2,"memory":"4Gi"}}""", true)]
    [InlineData("""{"requests":{"memory":"four"}}""", false)]
    [InlineData("""{"requests":"4Gi"}""", false)]
    public void Resources_HaveToBeQuantities(string resources, bool good)
    {
        var problem = InstanceValidator.Validate(Instance(spec => spec with { Resources = JsonNode.Parse(resources)!.AsObject() }), Credentials, null);
        problem?.Reason.ShouldBe("ResourcesUnreadable");
        (problem is null).ShouldBe(good);
    }

    [Theory]
    [InlineData("00112233445566778899AABBCCDDEEFF", true)]
    [InlineData("00112233445566778899AABBCCDDEE", false)]
    [InlineData("zz112233445566778899AABBCCDDEEFF", false)]
    public void LoginSecret_NeedsASidOfSixteenBytes(string sid, bool good)
    {
        var instance = Instance(spec => spec with { ApplicationLogin = new ApplicationLogin { Name = "chat", SecretRef = new LocalReference { Name = "login" } } });
        (InstanceValidator.Validate(instance, Credentials, Secret(("password", "p"), ("sid", sid))) is null).ShouldBe(good);
    }

    private static string Problem(SqlServerInstance instance)
    {
        var problem = InstanceValidator.Validate(instance, Credentials, null).ShouldNotBeNull();
        return $"{problem.Reason}: {problem.Message[..15]}";
    }

    private static SqlServerInstance Instance(Func<SqlServerInstanceSpec, SqlServerInstanceSpec>? configure = null, string name = "atl-chat-1a")
    {
        var spec = new SqlServerInstanceSpec { Image = "chatdr/sqlserver-simulator:latest", AcceptEula = true, CredentialsSecretRef = new LocalReference { Name = "sa-secret" } };
        return new SqlServerInstance { Metadata = new V1ObjectMeta { Name = name, Namespace = "default" }, Spec = configure?.Invoke(spec) ?? spec };
    }

    private static V1Secret Secret(params (string Key, string Value)[] data) =>
        new() { Data = data.ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetBytes(entry.Value)) };
}

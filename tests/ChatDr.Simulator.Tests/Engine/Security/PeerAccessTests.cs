using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.Tests.Engine.Security;

/// <summary>Which peer the endpoint lets in: one whose certificate is valid, and whose owner's login has CONNECT.</summary>
public sealed class PeerAccessTests
{
    [Fact]
    [Trait("Fact", "B1.3")]
    public async Task RefusePeer_OwnerWithoutConnect_UntilItIsGranted()
    {
        await using var fixture = new EngineFixture();
        var instance = (await fixture.StartPeersAsync("a", "b"))[0];
        var shown = instance.FindCertificate("peer_b").Encoded;
        instance.RefusePeer(shown).ShouldBeNull();

        instance.AlterLogin("peer_b", login => login with { Permissions = [] });
        instance.RefusePeer(shown)!.ShouldContain("CONNECT");
        instance.AlterLogin("peer_b", login => login with { Permissions = [new("CONTROL", SecurableClass.Endpoint, "Hadr_endpoint")] });
        instance.RefusePeer(shown).ShouldBeNull();
        instance.AlterLogin("peer_b", login => login with { IsDisabled = true });
        instance.RefusePeer(shown)!.ShouldContain("CONNECT");
    }

    [Theory]
    [InlineData(-10, -5)]
    [InlineData(5, 10)]
    public async Task RefusePeer_CertificateExpiredOrNotValidYet_IsRefused(int from, int until)
    {
        await using var fixture = new EngineFixture();
        var instance = (await fixture.StartPeersAsync("a"))[0];
        var now = TimeProvider.System.GetUtcNow();
        instance.CreateCertificate("old", "old", now.AddDays(from), now.AddDays(until));

        instance.RefusePeer(instance.FindCertificate("old").Encoded)!.ShouldContain("valid from");
    }

    [Fact]
    public async Task RefusePeer_UnknownCertificate_IsRefused()
    {
        await using var fixture = new EngineFixture();

        (await fixture.StartPeersAsync("a"))[0].RefusePeer([1, 2, 3])!.ShouldContain("not known");
    }
}

using ChatDr.Lab.Demo;

namespace ChatDr.Lab.Tests.Demo;

public sealed class InvariantJudgeTests
{
    private static readonly InstanceSample OneA = new("atl-chat-1a", "atlanta", "mgc", "PRIMARY", "ONLINE", true);
    private static readonly InstanceSample OneB = new("atl-chat-1b", "atlanta", "mgc", "PRIMARY", "ONLINE", true);

    [Fact]
    public void TwoWriters_InBothSamples_AreAViolation() =>
        InvariantJudge.TwoWriters([OneA, OneB], [OneA, OneB]).ShouldHaveSingleItem().ShouldStartWith("S1 broken: atl-chat-1a and atl-chat-1b");

    [Fact]
    public void TwoWriters_WhereOneJustHandedOver_AreNone() =>
        InvariantJudge.TwoWriters([OneA, OneB], [OneA with { TakesWrites = false }, OneB]).ShouldBeEmpty();

    [Fact]
    public void TwoWriters_OfDifferentDatabases_AreNone() =>
        InvariantJudge.TwoWriters([OneA, OneB with { Database = "mgccomp" }], [OneA, OneB with { Database = "mgccomp" }]).ShouldBeEmpty();

    [Fact]
    public void ComplianceAway_AnyCopyInTheOtherSite_IsAViolation()
    {
        var away = OneA with { Instance = "atl-chat-2a", Site = "dallas", Database = "mgccomp", TakesWrites = false };
        InvariantJudge.ComplianceAway([OneA with { Database = "mgccomp" }, away], "mgccomp", "atlanta").ShouldHaveSingleItem().ShouldContain("atl-chat-2a");
    }

    [Fact]
    public void ChatInTwoSites_IsAViolation()
    {
        InvariantJudge.ChatInTwoSites(new Dictionary<string, int> { ["atlanta"] = 4, ["dallas"] = 1 }).ShouldHaveSingleItem();
        InvariantJudge.ChatInTwoSites(new Dictionary<string, int> { ["atlanta"] = 4, ["dallas"] = 0 }).ShouldBeEmpty();
    }
}

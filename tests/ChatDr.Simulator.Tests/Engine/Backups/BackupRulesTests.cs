using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Tests.Engine.Backups;

/// <summary>Every part of a copy in mirroring or in a group, with every kind of backup.</summary>
public class BackupRulesTests
{
    [Fact]
    [Trait("Fact", "C7.7")]
    [Trait("Fact", "C8.2")]
    public void Refusal_OfEveryKindOfBackupByEveryRole_IsAsDocumented()
    {
        bool[] either = [false, true];
        foreach (var (role, isGrouped, isLog, copyOnly, noRecovery) in
            from role in Enum.GetValues<DatabaseRole>()
            from isGrouped in either
            from isLog in either
            from copyOnly in either
            from noRecovery in either
            select (role, isGrouped, isLog, copyOnly, noRecovery))
        {
            int? expected = role switch
            {
                DatabaseRole.Secondary => isLog ? copyOnly || noRecovery ? 3059 : null : copyOnly ? null : 3059,
                DatabaseRole.Resolving => null,
                _ => isGrouped && isLog && noRecovery ? 1468 : null,
            };

            var refusal = BackupRules.Refusal(role, isGrouped, isLog, new() { CopyOnly = copyOnly, NoRecovery = noRecovery });
            (refusal?.Number).ShouldBe(expected, $"{role}, grouped {isGrouped}, log {isLog}, copy-only {copyOnly}, NORECOVERY {noRecovery}");
        }
    }

    [Fact]
    [Trait("Fact", "3104")]
    [Trait("Fact", "C7.9")]
    [Trait("Fact", "C8.3")]
    public void RestoreRefusal_OfADatabaseWithPartners_Is3104()
    {
        BackupRules.RestoreRefusal("d", "ag", false)!.Number.ShouldBe(3104);
        BackupRules.RestoreRefusal("d", null, true)!.Number.ShouldBe(3104);
        BackupRules.RestoreRefusal("d", null, false).ShouldBeNull();
    }

    [Fact]
    [Trait("Fact", "C4.9")]
    [Trait("Fact", "3101")]
    public async Task Tail_WhileOthersAreInTheDatabase_Refuses3101AndLeavesItOnline()
    {
        await using var lab = new EngineFixture();
        var a = await lab.StartAsync("a");
        await EngineFixture.CreateDatabaseAsync(a, "d");
        a.BackupDatabase("d", lab.Share("full"), new());
        var (own, other) = (a.Sessions.Open("sa", "", "", "d"), a.Sessions.Open("app", "", "", "d"));

        Should.Throw<SqlErrorException>(() => a.BackupLog("d", lab.Share("tail"), new() { NoRecovery = true }, own)).Errors.Select(error => error.Number)
            .ShouldBe([3101, 3013]);

        (a.GetDatabase("d").Status, File.Exists(lab.Share("tail"))).ShouldBe((DatabaseStatus.Online, false));
        a.Sessions.Close(other);
        a.BackupLog("d", lab.Share("tail"), new() { NoRecovery = true }, own);
        a.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Restoring);
    }
}

using ChatDr.SqlServer.Shipping;

namespace ChatDr.SqlServer.Tests.Shipping;

/// <summary>A wrong decision here skips a log (S5) or overwrites the only copy of something (S3).</summary>
public sealed class ShippingDeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid ForkA = Guid.Parse("aaaaaaaa-0000-0000-0000-000000000000");
    private static readonly Guid ForkB = Guid.Parse("bbbbbbbb-0000-0000-0000-000000000000");
    private static readonly ShippingGoal Goal = new()
    {
        Database = "mgc",
        Folder = "/share",
        BackupInterval = TimeSpan.FromSeconds(15),
        RestoreInterval = TimeSpan.FromSeconds(15),
    };

    private static readonly ShippedCopy Source = new() { State = "ONLINE", InGroup = true, LastLogBackupLsn = 100, Fork = ForkA, FirstFork = ForkA };
    private static readonly ShippedCopy Target = new() { State = "RESTORING", RedoStartLsn = 100, Fork = ForkA };
    private static readonly ShippingMemory JustRan = new() { LastBackedUpAt = Now, LastRestoreRunAt = null };

    [Fact]
    public void Source_WithoutChain_StartsOneBeforeLogsAreBackedUp() =>
        Kinds(Decide(new() { Source = Source with { LastLogBackupLsn = null }, Target = Target })).ShouldBe([ShippingActionKind.StartChain]);

    [Fact]
    public void Backup_NeverMade_IsDueAndNamedByItsFirstLsn()
    {
        var action = Decide(new() { Source = Source, Target = Target }, new ShippingMemory()).Actions.ShouldHaveSingleItem();

        action.ShouldBe(new ShippingAction(ShippingActionKind.BackupLog, new LogBackupName("mgc", 100, Now, LogBackupKind.Log)));
    }

    [Theory]
    [InlineData(14.9, false)]
    [InlineData(15, true)]
    [InlineData(-60, true)]
    public void Backup_AfterInterval_IsDue_AndAClockSetBackDoesNotStopIt(double secondsAgo, bool due) =>
        Decide(new() { Source = Source, Target = Target }, new ShippingMemory { LastBackedUpAt = Now.AddSeconds(-secondsAgo) })
            .Actions.Any(action => action.Kind == ShippingActionKind.BackupLog).ShouldBe(due);

    [Fact]
    public void Target_Absent_IsSeeded() =>
        Kinds(Decide(new() { Source = Source, Target = ShippedCopy.Absent })).ShouldBe([ShippingActionKind.Seed]);

    [Fact]
    public void Target_Absent_WithoutSource_IsLeftAlone() => Kinds(Decide(new() { Target = ShippedCopy.Absent })).ShouldBeEmpty();

    [Fact]
    public void NextFile_IsTheOneThatContinuesTheCopy()
    {
        var decision = Decide(Seen([File(50, 80), File(80, 120), File(120, 140)], lastBackup: 140));

        decision.Actions.ShouldHaveSingleItem().File!.FirstLsn.ShouldBe(80);
        decision.Healthy.ShouldBeTrue();
    }

    [Fact]
    public void NextFile_YoungerThanRestoreDelay_Waits() =>
        Decide(Seen([File(100, 120)], lastBackup: 120), goal: Goal with { RestoreDelay = TimeSpan.FromMinutes(5) }).Actions.ShouldBeEmpty();

    [Fact]
    public void NextFile_BeforeRestoreInterval_Waits() =>
        Decide(Seen([File(100, 120)], lastBackup: 120), JustRan with { LastRestoreRunAt = Now.AddSeconds(-3) }).Actions.ShouldBeEmpty();

    [Fact]
    public void SalvagedTail_IsNeverRestored() =>
        Decide(Seen([File(100, 120, kind: LogBackupKind.Salvage)], lastBackup: 100)).Actions.ShouldBeEmpty();

    [Fact]
    public void Gap_IsReportedWithItsRange_AndHealedByANewSeed()
    {
        var decision = Decide(Seen([File(60, 100), File(130, 150)], lastBackup: 150));

        decision.Healthy.ShouldBeFalse();
        decision.MissingLsnRange.ShouldBe("100 to 130");
        Kinds(decision).ShouldBe([ShippingActionKind.Reseed]);
    }

    [Fact]
    public void Gap_WhenReseedIsForbidden_IsOnlyReported()
    {
        var decision = Decide(Seen([File(130, 150)], lastBackup: 150), goal: Goal with { MayReseed = false });

        decision.Actions.ShouldBeEmpty();
        decision.Message.ShouldContain("spec.reseed is Never");
    }

    [Fact]
    public void Fork_ThatBeganWhereTheTargetStands_IsFollowedWithoutASeed()
    {
        var source = Source with { Fork = ForkB, FirstFork = ForkA, ForkPoint = 100, LastLogBackupLsn = 130 };
        var decision = Decide(new() { Source = source, Target = Target, Names = [File(100, 130).Name], Files = [File(100, 130, ForkB, ForkA, 100)] });

        Kinds(decision).ShouldBe([ShippingActionKind.RestoreLog]);
    }

    [Fact]
    public void Fork_BehindTheTarget_WithItsLogNotSaved_IsNotOverwritten()
    {
        var decision = Decide(Diverged());

        decision.Actions.ShouldBeEmpty();
        decision.Reason.ShouldBe("TargetDiverged");
        decision.Message.ShouldContain("no file on the share holds that log");
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public void Fork_BehindTheTarget_IsOverwrittenOnlyWhenASavedFileReachesItsEnd(int savedTo, bool reseeds)
    {
        var saved = File(90, savedTo, kind: LogBackupKind.Salvage);

        Kinds(Decide(Diverged() with { Files = [saved], Names = [saved.Name] }))
            .ShouldBe(reseeds ? [ShippingActionKind.Reseed] : []);
    }

    [Fact]
    public void Fork_SavedFileOfAnotherFork_ProvesNothing()
    {
        var other = File(90, 200, fork: ForkB, firstFork: ForkB, kind: LogBackupKind.Salvage);

        Decide(Diverged() with { Files = [other], Names = [other.Name] }).Actions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ONLINE", false)]
    [InlineData("ONLINE", true)]
    [InlineData("RECOVERY_PENDING", true)]
    [InlineData("RESTORING", true)]
    public void TargetThatServedOnce_OutsideAFence_IsLeftAlone(string state, bool inGroup)
    {
        var decision = Decide(new() { Source = Source, Target = new ShippedCopy { State = state, InGroup = inGroup, Fork = ForkA } });

        decision.Actions.ShouldBeEmpty();
        decision.Reason.ShouldBe("TargetNotRestoring");
    }

    [Fact]
    public void TargetThatServedOnce_InAFence_HasItsTailSavedFirst() =>
        Kinds(Decide(new() { Source = Source, Target = new ShippedCopy { State = "ONLINE", InGroup = true } }, goal: Goal with { SalvageFrom = "atl-chat-1" }))
            .ShouldBe([ShippingActionKind.Salvage]);

    [Fact]
    public void TargetThatServedOnce_WhenReseedIsForbidden_IsNotTouched() =>
        Decide(new() { Source = Source, Target = new ShippedCopy { State = "ONLINE" } }, goal: Goal with { SalvageFrom = "atl-chat-1", MayReseed = false }).Actions.ShouldBeEmpty();

    [Fact]
    public void AfterSalvage_TheGroupGivesItsRoleUpBeforeAnythingElse() =>
        Kinds(Decide(Diverged() with { FencedGroupIsLed = true })).ShouldBe([ShippingActionKind.Demote]);

    [Fact]
    public void SourceAway_FilesOnTheShareAreStillApplied()
    {
        var decision = Decide(Seen([File(100, 120)], lastBackup: 120) with { Source = null });

        decision.Healthy.ShouldBeFalse();
        Kinds(decision).ShouldBe([ShippingActionKind.RestoreLog]);
    }

    /// <summary>S3 and S5 over every combination of ends and files: nothing is overwritten that is not elsewhere, and only what continues is restored.</summary>
    [Fact]
    public void AnyObservation_OverwritesNothingThatIsNotElsewhere_AndSkipsNoLog()
    {
        var files = new[] { File(60, 100), File(100, 120), File(130, 150), File(90, 100, kind: LogBackupKind.Salvage), File(90, 99, kind: LogBackupKind.Salvage), File(100, 130, ForkB, ForkA, 100) };
        var sources = new ShippedCopy?[] { null, Source, Source with { State = "RESTORING" }, Source with { LastLogBackupLsn = 150 }, Source with { Fork = ForkB, FirstFork = ForkA, ForkPoint = 80 }, Source with { Fork = ForkB, FirstFork = ForkB } };
        var targets = new ShippedCopy?[] { null, ShippedCopy.Absent, Target, Target with { Fork = ForkB }, new() { State = "ONLINE" }, new() { State = "ONLINE", InGroup = true }, new() { State = "RESTORING", InGroup = true, RedoStartLsn = 100, Fork = ForkA } };
        var checkedCases = 0;
        foreach (var source in sources)
        {
            foreach (var target in targets)
            {
                for (var mask = 0; mask < 1 << files.Length; mask++)
                {
                    LogBackupFile[] present = [.. files.Where((_, index) => (mask >> index & 1) == 1)];
                    var seen = new ShippingObservation { Source = source, Target = target, Files = present, Names = [.. present.Select(file => file.Name)] };
                    foreach (var action in Decide(seen).Actions)
                    {
                        checkedCases++;
                        AssertSafe(seen, action);
                    }
                }
            }
        }

        checkedCases.ShouldBeGreaterThan(500);
    }

    private static void AssertSafe(ShippingObservation seen, ShippingAction action)
    {
        switch (action.Kind)
        {
            case ShippingActionKind.Seed:
                seen.Target.ShouldBe(ShippedCopy.Absent);
                break;
            case ShippingActionKind.Reseed:
                (seen.Target!.IsRestoring && !seen.Target.InGroup).ShouldBeTrue();
                (seen.Source!.Contains(seen.Target) || seen.Files.Any(file => file.Fork == seen.Target.Fork && file.LastLsn >= seen.Target.RedoStartLsn)).ShouldBeTrue();
                break;
            case ShippingActionKind.RestoreLog:
                seen.Files.First(file => file.Name == action.File).Continues(seen.Target!.RedoStartLsn!.Value, seen.Target.Fork!.Value).ShouldBeTrue();
                break;
            case ShippingActionKind.Salvage or ShippingActionKind.Demote:
                Assert.Fail("Nothing was fenced.");
                break;
        }
    }

    private static ShippingObservation Diverged() => new()
    {
        Source = Source with { Fork = ForkB, FirstFork = ForkA, ForkPoint = 80, LastLogBackupLsn = 100 },
        Target = Target,
    };

    private static ShippingObservation Seen(LogBackupFile[] files, decimal lastBackup) => new()
    {
        Source = Source with { LastLogBackupLsn = lastBackup },
        Target = Target,
        Files = files,
        Names = [.. files.Select(file => file.Name)],
    };

    private static LogBackupFile File(decimal first, decimal last, Guid? fork = null, Guid? firstFork = null, decimal? forkPoint = null, LogBackupKind kind = LogBackupKind.Log) => new()
    {
        Name = new LogBackupName("mgc", first, Now.AddMinutes(-1).AddMilliseconds((double)last), kind),
        FirstLsn = first,
        LastLsn = last,
        Fork = fork ?? ForkA,
        FirstFork = firstFork ?? ForkA,
        ForkPoint = forkPoint,
    };

    private static ShippingDecision Decide(ShippingObservation seen, ShippingMemory? memory = null, ShippingGoal? goal = null) =>
        ShippingDecider.Decide(seen, goal ?? Goal, memory ?? JustRan, Now);

    private static IEnumerable<ShippingActionKind> Kinds(ShippingDecision decision) => decision.Actions.Select(action => action.Kind);
}

using System.Collections.Immutable;
using ChatDr.SqlServer.Mirroring;

namespace ChatDr.SqlServer.Tests.Mirroring;

/// <summary>Building, databases, leftover copies, fence and orders: what the model does not vary.</summary>
public sealed class AvailabilityGroupDeciderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly MirroringGoal Goal = new()
    {
        Group = "g",
        Partners = [Member("a"), Member("b")],
        Witness = Member("w"),
        Databases = ["mgc"],
        OwnerLogin = "chat",
        SeedPath = "/share",
    };

    [Fact]
    public void NothingBuilt_AllAnswer_CreatesTheGroupOnTheFirstPartner() =>
        Kinds(Decide(Goal, Seen("a"), Seen("b"), Seen("w"))).ShouldBe(["CreateGroup@a", "GrantCreate@a"]);

    [Fact]
    public void NothingBuilt_DataOnTheSecondPartner_CreatesTheGroupThere() =>
        Kinds(Decide(Goal, Seen("a"), Seen("b", copies: Online("mgc", inGroup: false)), Seen("w"))).ShouldBe(["CreateGroup@b", "GrantCreate@b"]);

    [Fact]
    public void NothingBuilt_OneSilent_WaitsLestASecondGroupComesToBe()
    {
        var decision = Decide(Goal, Seen("a"), Silent("b"), Seen("w"));
        decision.Actions.ShouldBeEmpty();
        decision.Report.Blocked.ShouldNotBeNull().ShouldContain("b does not answer");
    }

    [Fact]
    public void MembersOutsideTheGroup_Join_AndAPartnerMayCreateDatabases() =>
        Kinds(Decide(Goal with { Databases = [] }, Seen("a", Primary()), Seen("b"), Seen("w"))).ShouldBe(["JoinGroup@b", "GrantCreate@b", "JoinGroup@w"]);

    [Fact]
    public void ResolvingMembers_AreLedBack() =>
        Kinds(Decide(Goal with { Databases = [] }, Seen("a", Primary()), Seen("b", Resolving()), Seen("w", Resolving()))).ShouldBe(["SetRoleSecondary@b", "SetRoleSecondary@w"]);

    [Fact]
    public void MissingDatabase_IsCreatedOnlyWhereThatIsAllowed()
    {
        MemberObservation[] seen = [Seen("a", Primary()), Seen("b", Secondary()), Seen("w", Secondary())];
        Decide(Goal, seen).Actions.ShouldBeEmpty();
        Kinds(Decide(Goal with { CreateDatabases = true }, seen)).ShouldBe(["CreateDatabase@a", "SetRecoveryFull@a", "BackUpDatabase@a", "AddDatabase@a"]);
    }

    [Fact]
    public void MissingDatabase_WhenAPartnerIsSilent_IsNotCreated_BecauseItMayHoldIt() =>
        Decide(Goal with { CreateDatabases = true }, Seen("a", Primary()), Silent("b"), Seen("w", Secondary())).Actions.ShouldBeEmpty();

    [Fact]
    public void OnlineDatabaseOutsideTheGroup_IsAdded_WithABackupOnlyAfterARefusal()
    {
        MemberObservation[] seen = [Seen("a", Primary(), Online("mgc", inGroup: false)), Seen("b", Secondary()), Seen("w", Secondary())];
        var first = Decide(Goal, seen);
        Kinds(first).ShouldBe(["AddDatabase@a"]);
        var refused = new MirroringMemory { Outcomes = ImmutableDictionary<string, ActionOutcome>.Empty.Add(first.Actions[0].Key, new ActionOutcome(Noon, [1475], "no backup")) };
        Kinds(AvailabilityGroupDecider.Decide(new AvailabilityGroupObservation(seen), Goal, refused, Noon.AddSeconds(2))).ShouldBe(["BackUpDatabase@a", "AddDatabase@a"]);
    }

    [Fact]
    public void LeftoverOnTheMirror_FirstTriesToRejoin() =>
        Kinds(Decide(Goal with { OwnerLogin = null }, Mirrored(endOfLog: 500), Seen("b", Secondary(), Restoring("mgc", 400)), Seen("w", Secondary()))).ShouldBe(["JoinDatabase@b"]);

    [Theory]
    [InlineData(400, true)]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public void LeftoverThatCannotRejoin_IsDroppedOnlyIfThePrincipalsLogContainsIt(int redoStart, bool dropped)
    {
        var refused = new MirroringMemory
        {
            AstraySince = ImmutableDictionary<string, DateTimeOffset>.Empty.Add("b/mgc", Noon.AddSeconds(-4)),
            Outcomes = ImmutableDictionary<string, ActionOutcome>.Empty.Add("JoinDatabase/b/mgc", new ActionOutcome(Noon.AddSeconds(-3), [1408], "not recovered far enough")),
        };
        var decision = AvailabilityGroupDecider.Decide(
            new AvailabilityGroupObservation([Mirrored(endOfLog: 500), Seen("b", Secondary(), Restoring("mgc", redoStart)), Seen("w", Secondary())]),
            Goal with { OwnerLogin = null },
            refused,
            Noon);
        Kinds(decision).ShouldBe(dropped ? ["DropStaleCopy@b"] : []);
        (decision.Report.Blocked is null).ShouldBe(dropped);
    }

    [Fact]
    public void RivalOnlineCopyOnTheMirror_IsNeverDropped()
    {
        var decision = Decide(Goal with { OwnerLogin = null }, Mirrored(endOfLog: 500), Seen("b", Secondary(), Online("mgc", inGroup: false)), Seen("w", Secondary()));
        decision.Actions.ShouldBeEmpty();
        decision.Report.Blocked.ShouldNotBeNull().ShouldContain("no copy is dropped on a guess");
    }

    [Fact]
    public void CopySuspendedForAnotherReason_IsResumed() =>
        Kinds(Decide(Goal with { OwnerLogin = null }, Suspended(wasForced: false), Seen("b", Secondary(), Online("mgc", inGroup: true)), Seen("w", Secondary())))
            .ShouldBe(["ResumeDatabase@b"]);

    /// <summary>S3: resuming would roll back rows that only the former principal has.</summary>
    [Fact]
    public void CopySuspendedByAForcedFailover_IsNeverResumed_AndSaysWhatToDo()
    {
        var decision = Decide(Goal with { OwnerLogin = null }, Suspended(wasForced: true), Seen("b", Secondary(), Online("mgc", inGroup: true)), Seen("w", Secondary()));

        decision.Actions.ShouldBeEmpty();
        decision.Report.Blocked.ShouldNotBeNull().ShouldContain("ALTER DATABASE [mgc] SET HADR RESUME on b");
    }

    [Fact]
    public void DatabaseOffTheList_LeavesTheGroup() =>
        Kinds(Decide(Goal with { Databases = [] }, Mirrored(endOfLog: 5), Seen("b", Secondary(), Online("mgc", inGroup: true)), Seen("w", Secondary()))).ShouldBe(["RemoveDatabase@a"]);

    [Fact]
    public void DatabaseRestoredOnTheMirror_MovesThePrincipalThere_RecordFirst()
    {
        MemberObservation[] seen = [Seen("a", Primary(), Restoring("mgc", 1)), Seen("b", Secondary(), Online("mgc", inGroup: false)), Seen("w", Secondary())];
        var begun = Decide(Goal, seen);
        begun.Actions.ShouldBeEmpty();
        begun.Memory.Failover.ShouldNotBeNull().To.ShouldBe("b");
        Kinds(AvailabilityGroupDecider.Decide(new AvailabilityGroupObservation(seen), Goal, begun.Memory, Noon.AddSeconds(1))).ShouldBe(["TakeOffline@a"]);
    }

    [Fact]
    public void Fence_DemotesEveryPrincipal_AndStandsOnlyWhenAllWereSeen()
    {
        var fence = Goal with { Fence = true };
        Kinds(Decide(fence, Mirrored(endOfLog: 5), Seen("b", Secondary()), Seen("w", Secondary()))).ShouldBe(["TakeOffline@a"]);
        Decide(fence, Seen("a", Resolving()), Silent("b"), Seen("w", Secondary())).Report.Fenced.ShouldBeFalse();
        var stands = Decide(fence, Seen("a", Resolving()), Seen("b", Resolving()), Seen("w", Resolving()));
        stands.Report.Fenced.ShouldBeTrue();
        stands.Actions.ShouldBeEmpty("a fenced group is never promoted");
    }

    [Fact]
    public void Suspend_DoesNothing_WhateverIsWrong() =>
        Decide(Goal with { Suspend = true }, Seen("a", Primary()), Seen("b", Primary(9)), Seen("w")).Actions.ShouldBeEmpty();

    [Fact]
    public void TwoPrincipals_TheOneWithTheOlderConfigurationIsDemoted() =>
        Kinds(Decide(Goal with { Databases = [] }, Seen("a", Primary(4)), Seen("b", Primary(5)), Seen("w", Secondary()))).ShouldContain("TakeOffline@a");

    [Fact]
    public void FormerPrincipalThatReturnsAsPrimary_AfterAnotherTookOver_IsDemotedAtOnce()
    {
        var decision = AvailabilityGroupDecider.Decide(
            new AvailabilityGroupObservation([Seen("a", Primary(4)), Silent("b"), Silent("w")]), Goal, new MirroringMemory { Principal = "b", SequenceNumber = 5 }, Noon);
        Kinds(decision).ShouldBe(["TakeOffline@a"]);
        decision.Report.Principal.ShouldBeNull();
    }

    [Fact]
    public void Order_ToAMirrorThatIsNotSynchronized_WaitsAndSaysWhy()
    {
        var decision = Decide(Goal with { OwnerLogin = null, Order = new MirrorFailoverOrder("b", "1") }, Mirrored(endOfLog: 5, state: 1), Seen("b", Secondary(), Online("mgc", true)), Seen("w", Secondary()));
        decision.Actions.ShouldBeEmpty();
        decision.Report.Blocked.ShouldNotBeNull().ShouldContain("mgc on b is not synchronised");
    }

    [Fact]
    public void Order_ThatIsAlreadyTrue_IsDoneAtOnce_AndOnlyOnce()
    {
        var goal = Goal with { OwnerLogin = null, Order = new MirrorFailoverOrder("a", "1") };
        MemberObservation[] seen = [Mirrored(endOfLog: 5), Seen("b", Secondary(), Online("mgc", true)), Seen("w", Secondary())];
        var done = Decide(goal, seen);
        done.Memory.Failover.ShouldNotBeNull().CompletedAt.ShouldBe(Noon);
        AvailabilityGroupDecider.Decide(new AvailabilityGroupObservation(seen), goal, done.Memory, Noon.AddHours(1)).Memory.Failover.ShouldBe(done.Memory.Failover);
    }

    private static MirroringMember Member(string name) => new(name, name.ToUpperInvariant(), $"tcp://{name}:5022");

    private static MirroringDecision Decide(MirroringGoal goal, params MemberObservation[] seen) =>
        AvailabilityGroupDecider.Decide(new AvailabilityGroupObservation(seen), goal, new MirroringMemory(), Noon);

    private static IEnumerable<string> Kinds(MirroringDecision decision) => decision.Actions.Select(action => $"{action.Kind}@{action.Member}");

    private static MemberObservation Silent(string name) => new() { Member = name, Failure = "no answer" };

    private static MemberObservation Seen(string name, GroupMembership? group = null, params DatabaseCopy[] copies) =>
        new() { Member = name, Group = group, Databases = copies, EndpointName = "e" };

    private static MemberObservation Mirrored(decimal endOfLog, int state = 2) => Seen(
        "a",
        Primary() with
        {
            Movements =
            [
                new DatabaseMovement { Database = "mgc", ServerName = "A", SynchronizationState = 2, EndOfLogLsn = endOfLog },
                new DatabaseMovement { Database = "mgc", ServerName = "B", SynchronizationState = state },
            ],
        },
        Online("mgc", inGroup: true));

    private static MemberObservation Suspended(bool wasForced) => Seen(
        "a",
        Primary() with
        {
            Movements =
            [
                new DatabaseMovement { Database = "mgc", ServerName = "A", SynchronizationState = 2 },
                new DatabaseMovement { Database = "mgc", ServerName = "B", SynchronizationState = 0, IsSuspended = true, WasForced = wasForced },
            ],
        },
        Online("mgc", inGroup: true));

    private static GroupMembership Primary(long sequence = 4) => new()
    {
        Role = GroupRole.Primary,
        SequenceNumber = sequence,
        Replicas = [new("A", GroupRole.Primary, true), new("B", GroupRole.Secondary, true), new("W", GroupRole.Secondary, true)],
    };

    private static GroupMembership Secondary() => new() { Role = GroupRole.Secondary, SequenceNumber = 4, Connected = true };

    private static GroupMembership Resolving() => new() { Role = GroupRole.Resolving, SequenceNumber = 4 };

    private static DatabaseCopy Online(string name, bool inGroup) => new() { Name = name, State = "ONLINE", FullRecovery = true, InGroup = inGroup };

    private static DatabaseCopy Restoring(string name, decimal redoStart) => new() { Name = name, State = "RESTORING", FullRecovery = true, RedoStartLsn = redoStart };
}

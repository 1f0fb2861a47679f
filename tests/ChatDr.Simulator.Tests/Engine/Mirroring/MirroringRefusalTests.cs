using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Mirroring;
using static ChatDr.Simulator.Tests.Engine.Mirroring.MirroringFixture;

namespace ChatDr.Simulator.Tests.Engine.Mirroring;

/// <summary>What setting up and changing a session refuses, each by its number.</summary>
public sealed class MirroringRefusalTests
{
    [Fact]
    [Trait("Fact", "B2.1")]
    [Trait("Fact", "B2.4")]
    [Trait("Fact", "B2.5")]
    [Trait("Fact", "1416")]
    [Trait("Fact", "1448")]
    [Trait("Fact", "1449")]
    [Trait("Fact", "1452")]
    [Trait("Fact", "1464")]
    [Trait("Fact", "1465")]
    public async Task SetPartner_BeforeTheCopiesAreReady_IsRefused()
    {
        await using var fixture = new MirroringFixture();
        await fixture.PrepareAsync("a", "b");
        var (a, b) = (fixture.Lab["a"].Mirroring, fixture.Lab["b"].Mirroring);

        await RefusedAsync(1449, () => a.SetPartnerAsync("d", "b:5022", default));
        await RefusedAsync(1449, () => a.SetPartnerAsync("d", "TCP://b", default));
        await RefusedAsync(1416, () => a.SetPartnerAsync("d", Address("b"), default));
        await RefusedAsync(1452, () => a.SetPartnerAsync("d", Address("a"), default));
        await EngineFixture.CreateDatabaseAsync(fixture.Lab["a"], "other");
        await RefusedAsync(1448, () => a.SetPartnerAsync("other", Address("b"), default));
        await EngineFixture.CreateDatabaseAsync(fixture.Lab["b"], "other");
        await RefusedAsync(1464, () => a.SetPartnerAsync("other", Address("b"), default));
        await Instance.SetRecoveryAsync(fixture.Lab["a"].GetDatabase("other"), RecoveryModel.Simple, default);
        await RefusedAsync(1465, () => a.SetPartnerAsync("other", Address("b"), default));
        Should.Throw<SqlErrorException>(() => a.Get("d")).Number.ShouldBe(1416);

        await b.SetPartnerAsync("d", Address("a"), default);
        fixture.Find("b")!.State.ShouldBe(MirroringState.Disconnected);
        await a.SetPartnerAsync("d", Address("b"), default);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
    }

    [Fact]
    [Trait("Fact", "1412")]
    [Trait("Fact", "1478")]
    [Trait("Fact", "1408")]
    public async Task SetPartner_RemoteCopyElsewhereInTheLog_IsRefused()
    {
        await using var fixture = new MirroringFixture();
        var (a, b) = (await NewPairAsync(fixture, "d"), fixture.Lab["b"]);
        b.RestoreDatabase("d", fixture.Lab.Share("d.bak"), new() { NoRecovery = true });
        await b.Mirroring.SetPartnerAsync("d", Address("a"), default);
        await RefusedAsync(1478, () => a.Mirroring.SetPartnerAsync("d", Address("b"), default));
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "more");
        a.BackupLog("d", fixture.Lab.Share("d.trn"), new());
        await RefusedAsync(1478, () => a.Mirroring.SetPartnerAsync("d", Address("b"), default));
        a.GetDatabase("d").Checkpoint();
        await RefusedAsync(1408, () => a.Mirroring.SetPartnerAsync("d", Address("b"), default));

        b.RestoreLog("d", fixture.Lab.Share("d.trn"), new() { NoRecovery = true });
        await a.Mirroring.SetPartnerAsync("d", Address("b"), default);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        await a.Mirroring.EndAsync("d", default);
        await Eventually.IsTrueAsync("b is out", () => fixture["b"].File.Mirroring is null);
        b.RecoverDatabase("d");
        await EngineFixture.InsertAsync(fixture["b"], "of its own");
        b.BackupLog("d", fixture.Lab.Share("tail"), new() { NoRecovery = true });
        await b.Mirroring.SetPartnerAsync("d", Address("a"), default);
        await RefusedAsync(1412, () => a.Mirroring.SetPartnerAsync("d", Address("b"), default));
    }

    [Fact]
    [Trait("Fact", "1410")]
    [Trait("Fact", "1460")]
    [Trait("Fact", "1405")]
    [Trait("Fact", "B2.9")]
    public async Task SetPartner_SomebodyIsMirroredAlready_IsRefused()
    {
        await using var fixture = new MirroringFixture();
        await fixture.PrepareAsync("a", "b", "c");
        await fixture.Lab["b"].Mirroring.SetPartnerAsync("d", Address("a"), default);
        await fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("b"), default);
        await EngineFixture.CreateDatabaseAsync(fixture.Lab["c"], "d");

        await RefusedAsync(1405, () => fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("c"), default));
        await RefusedAsync(1410, () => fixture.Lab["c"].Mirroring.SetPartnerAsync("d", Address("b"), default));
        await RefusedAsync(1460, () => fixture.Lab["c"].Mirroring.SetPartnerAsync("d", Address("a"), default));
        fixture.Lab["c"].GetDatabase("d").ChangeFile(file => file with { AvailabilityGroup = "ag" });
        await RefusedAsync(1468, () => fixture.Lab["c"].Mirroring.SetPartnerAsync("d", Address("b"), default));
    }

    [Fact]
    [Trait("Fact", "1418")]
    [Trait("Fact", "1486")]
    [Trait("Fact", "B1.3")]
    [Trait("Fact", "B1.5")]
    public async Task SetPartner_EndpointOrCertificateWrong_Answers1418AndLeavesALine()
    {
        await using var fixture = new MirroringFixture();
        await fixture.PrepareAsync("a", "b");
        var (a, b) = (fixture.Lab["a"], fixture.Lab["b"]);
        await b.Mirroring.SetPartnerAsync("d", Address("a"), default);
        var endpoint = b.Endpoint!;

        b.AlterLogin("peer_a", login => login with { IsDisabled = true });
        await RefusedAsync(1418, () => a.Mirroring.SetPartnerAsync("d", Address("b"), default));
        await Eventually.IsTrueAsync(
            "b's error log has the refusal", () => File.ReadAllText(b.ErrorLog.CurrentFile).Contains("28048", StringComparison.Ordinal));
        b.AlterLogin("peer_a", login => login with { IsDisabled = false });
        b.SetEndpoint(endpoint with { Role = "WITNESS" });
        await RefusedAsync(1418, () => a.Mirroring.SetPartnerAsync("d", Address("b"), default));
        b.SetEndpoint(endpoint with { IsStarted = false });
        await RefusedAsync(1418, () => a.Mirroring.SetPartnerAsync("d", Address("b"), default));
        await RefusedAsync(1418, () => a.Mirroring.SetPartnerAsync("d", "TCP://nowhere:5022", default));
        b.SetEndpoint(endpoint);
        a.SetEndpoint(a.Endpoint! with { Role = "WITNESS" });
        await RefusedAsync(1418, () => a.Mirroring.SetPartnerAsync("d", Address("b"), default));
        (await File.ReadAllTextAsync(a.ErrorLog.CurrentFile)).ShouldContain("Mirroring Transport is disabled");
    }

    [Fact]
    [Trait("Fact", "1426")]
    [Trait("Fact", "1427")]
    [Trait("Fact", "1429")]
    [Trait("Fact", "1439")]
    [Trait("Fact", "1456")]
    [Trait("Fact", "1470")]
    [Trait("Fact", "1447")]
    public async Task SetWitness_WhoCannotBeOne_IsRefused()
    {
        await using var fixture = new MirroringFixture();
        await fixture.PrepareAsync("a", "b", "w");
        await fixture.Lab["b"].Mirroring.SetPartnerAsync("d", Address("a"), default);
        await fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("b"), default);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        await fixture.BecomesAsync("b", MirroringState.Synchronized);
        var (a, w) = (fixture.Session("a"), fixture.Lab["w"]);

        await RefusedAsync(1439, () => a.RemoveWitnessAsync(default));
        await RefusedAsync(1449, () => a.SetWitnessAsync("w", default));
        await RefusedAsync(1429, () => a.SetWitnessAsync(Address("b"), default));
        await RefusedAsync(1429, () => a.SetWitnessAsync(Address("a"), default));
        await RefusedAsync(1456, () => a.SetWitnessAsync("TCP://nowhere:5022", default));
        await RefusedAsync(1470, () => fixture.Session("b").SetWitnessAsync(Address("w"), default));
        w.SetEndpoint(w.Endpoint! with { Role = "PARTNER" });
        await RefusedAsync(1427, () => a.SetWitnessAsync(Address("w"), default));
        w.SetEndpoint(w.Endpoint! with { Role = "ALL" });
        fixture.Lab.Cut("b", "w");
        await RefusedAsync(1426, () => a.SetWitnessAsync(Address("w"), default));
        fixture.Lab.Heal("b", "w");
        fixture.Lab.Cut("a", "b");
        await fixture.BecomesAsync("a", MirroringState.Disconnected);
        await RefusedAsync(1426, () => a.SetWitnessAsync(Address("w"), default));
        await RefusedAsync(1447, () => a.SetSafetyAsync(false, default));
        await a.SuspendAsync(default);
        await RefusedAsync(1447, () => a.ResumeAsync(default));
    }

    [Theory]
    [InlineData("Express", 1463)]
    [InlineData("Web", 1463)]
    [Trait("Fact", "1463")]
    public async Task Edition_ThatCannotBePartner_IsRefused(string edition, int number)
    {
        await using var lab = new EngineFixture { Configure = options => options with { Edition = edition } };
        var a = await lab.StartAsync("a");
        await EngineFixture.CreateDatabaseAsync(a, "d");

        await RefusedAsync(number, () => a.Mirroring.SetPartnerAsync("d", Address("b"), default));
    }

    [Fact]
    [Trait("Fact", "1473")]
    [Trait("Fact", "B2.3")]
    [Trait("Fact", "B3.3")]
    public async Task Edition_Standard_OnlySafetyFull_AndNotWithEnterprise()
    {
        await using var fixture = new MirroringFixture();
        fixture.Lab.Configure = options => options with { Edition = "Standard" };
        await fixture.PrepareAsync("a", "b");
        await fixture.Lab["b"].Mirroring.SetPartnerAsync("d", Address("a"), default);
        fixture.Lab["b"].Crash();
        fixture.Lab.Configure = options => options with { Edition = "Developer" };
        await fixture.Lab.StartAsync("b");
        await RefusedAsync(1463, () => fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("b"), default));
        fixture.Lab["b"].Crash();
        fixture.Lab.Configure = options => options with { Edition = "Standard" };
        await fixture.Lab.StartAsync("b");
        await fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("b"), default);

        await RefusedAsync(1473, () => fixture.Session("a").SetSafetyAsync(false, default));
    }

    [Fact]
    [Trait("Fact", "1475")]
    public async Task SetPartner_LogChainBroken_IsRefused()
    {
        await using var fixture = new MirroringFixture();
        await fixture.PrepareAsync("a", "b");
        await fixture.Lab["b"].Mirroring.SetPartnerAsync("d", Address("a"), default);
        await Instance.SetRecoveryAsync(fixture["a"], RecoveryModel.Simple, default);
        await Instance.SetRecoveryAsync(fixture["a"], RecoveryModel.Full, default);

        await RefusedAsync(1475, () => fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("b"), default));
    }

    [Fact]
    [Trait("Fact", "B2.10")]
    [Trait("Fact", "B2.11")]
    [Trait("Fact", "B2.12")]
    [Trait("Fact", "1466")]
    [Trait("Fact", "1469")]
    [Trait("Fact", "1488")]
    public async Task SetPartner_OptionThatRulesMirroringOut_IsRefused()
    {
        await using var fixture = new MirroringFixture();
        await fixture.PrepareAsync("a", "b");
        var (a, b, d) = (fixture.Lab["a"], fixture.Lab["b"], fixture["a"]);
        await b.Mirroring.SetPartnerAsync("d", Address("a"), default);
        (int Number, Func<DatabaseOptions, DatabaseOptions> Set)[] unsuitable =
        [
            (1466, options => options with { IsReadOnly = true }),
            (1469, options => options with { IsAutoClose = true }),
            (1488, options => options with { UserAccess = UserAccess.Single }),
        ];
        foreach (var (number, set) in unsuitable)
        {
            await a.SetOptionsAsync(d, set, Termination.Wait, null, default);
            await RefusedAsync(number, () => a.Mirroring.SetPartnerAsync("d", Address("b"), default));
            await a.SetOptionsAsync(d, _ => new(), Termination.Wait, null, default);
        }

        await a.Mirroring.SetPartnerAsync("d", Address("b"), default);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
    }

    [Fact]
    [Trait("Fact", "1466")]
    public async Task SetPartner_RemoteCopyReadOnly_IsRefused()
    {
        await using var fixture = new MirroringFixture();
        var (a, b) = (await NewPairAsync(fixture, "d"), fixture.Lab["b"]);
        await a.SetOptionsAsync(a.GetDatabase("d"), options => options with { IsReadOnly = true }, Termination.Wait, null, default);
        a.BackupLog("d", fixture.Lab.Share("d.trn"), new());
        await a.SetOptionsAsync(a.GetDatabase("d"), options => options with { IsReadOnly = false }, Termination.Wait, null, default);
        b.RestoreDatabase("d", fixture.Lab.Share("d.bak"), new() { NoRecovery = true });
        b.RestoreLog("d", fixture.Lab.Share("d.trn"), new() { NoRecovery = true });

        await RefusedAsync(1466, () => b.Mirroring.SetPartnerAsync("d", Address("a"), default));
    }

    [Fact]
    [Trait("Fact", "1404")]
    public async Task Statement_WhileAnotherOneRuns_IsRefused()
    {
        await using var fixture = await BuildAsync(witness: false);
        await fixture.Session("a").SetTimeoutAsync(5, default);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        fixture.Lab.Network.Stall("a", "b");
        var first = fixture.Session("a").FailOverAsync();

        await RefusedAsync(1404, () => fixture.Session("a").SuspendAsync(default));

        fixture.Lab.Cut("a", "b");
        await first.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static async Task<Instance> NewPairAsync(MirroringFixture fixture, string database)
    {
        await fixture.Lab.StartPeersAsync("a", "b");
        var a = fixture.Lab["a"];
        await EngineFixture.CreateDatabaseAsync(a, database);
        a.BackupDatabase(database, fixture.Lab.Share($"{database}.bak"), new());
        return a;
    }
}

using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Mirroring;

namespace ChatDr.Simulator.Tests.Engine.Mirroring;

/// <summary>Partners a and b and, if asked for, the witness w, with database d mirrored from a to b.</summary>
internal sealed class MirroringFixture : IAsyncDisposable
{
    public EngineFixture Lab { get; } = new();

    public Database this[string name] => Lab[name].GetDatabase("d");

    public static string Address(string name) => $"TCP://{name}:5022";

    /// <summary>A synchronised session, as docs/sql-server-facts.md B3 makes it.</summary>
    public static async Task<MirroringFixture> BuildAsync(bool witness)
    {
        var fixture = new MirroringFixture();
        await fixture.PrepareAsync(witness ? ["a", "b", "w"] : ["a", "b"]);
        await fixture.Lab["b"].Mirroring.SetPartnerAsync("d", Address("a"), default);
        await fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("b"), default);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        await fixture.BecomesAsync("b", MirroringState.Synchronized);
        if (witness)
        {
            await fixture.Session("a").SetWitnessAsync(Address("w"), default);
            await fixture.ArmedAsync("a", "b");
        }

        return fixture;
    }

    /// <summary>Instances that know each other's certificates, and d on a and, RESTORING, on b.</summary>
    public async Task PrepareAsync(params string[] names)
    {
        await Lab.StartPeersAsync(names);
        var (a, b) = (Lab["a"], Lab["b"]);
        await EngineFixture.CreateDatabaseAsync(a, "d");
        a.BackupDatabase("d", Lab.Share("d.bak"), new());
        a.BackupLog("d", Lab.Share("d.trn"), new());
        b.RestoreDatabase("d", Lab.Share("d.bak"), new() { NoRecovery = true });
        b.RestoreLog("d", Lab.Share("d.trn"), new() { NoRecovery = true });
    }

    public MirroredDatabase Session(string name) => Lab[name].Mirroring.Get("d");

    public MirroredDatabase? Find(string name) => Lab[name].Mirroring.Find(this[name]);

    public Task BecomesAsync(string name, MirroringState state) =>
        Eventually.IsTrueAsync($"the session is {state} on {name}", () => Session(name).State == state, () => Describe(name));

    public Task BecomesAsync(string name, MirroringRole role) =>
        Eventually.IsTrueAsync($"{name} is {role}", () => Session(name).Session.Role == role, () => Describe(name));

    public Task SeesPartnerAsync(string name) =>
        Eventually.IsTrueAsync($"{name} sees its partner", () => Session(name).PartnerProblem.Length == 0, () => Describe(name));

    /// <summary>The principal's copy is open, which comes after its role.</summary>
    public Task OpensAsync(string name) => Eventually.IsTrueAsync(
        $"{name} opens", () => this[name].AccessError() is null && this[name].Role == DatabaseRole.Primary, () => $"{Describe(name)} {this[name].AccessError()}");

    /// <summary>The principal serves: a row goes in.</summary>
    public async Task ServesAsync(string name)
    {
        await OpensAsync(name);
        await EngineFixture.InsertAsync(this[name], Guid.NewGuid().ToString()).WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Who is principal and who mirror, once there is one of each and they see each other.</summary>
    public async Task<(string Principal, string Mirror)> RolesAsync()
    {
        await Eventually.IsTrueAsync(
            "one is principal, the other its mirror",
            () => Session("a").Session.Role != Session("b").Session.Role && Session("a").PartnerProblem.Length == 0 && Session("b").PartnerProblem.Length == 0,
            () => $"{Describe("a")}; {Describe("b")}");
        return Session("a").Session.Role == MirroringRole.Principal ? ("a", "b") : ("b", "a");
    }

    /// <summary>It serves outside of any session.</summary>
    public async Task ServesOfItsOwnAsync(string name)
    {
        await Eventually.IsTrueAsync($"{name} serves alone", () => this[name].AccessError() is null && this[name].Role == DatabaseRole.Standalone);
        await EngineFixture.InsertAsync(this[name], Guid.NewGuid().ToString()).WaitAsync(TimeSpan.FromSeconds(20));
    }

    public Task RefusesAsync(string name, int error) => Eventually.IsTrueAsync(
        $"{name} answers {error}", () => this[name].AccessError()?.Number == error, () => $"{Describe(name)} {this[name].AccessError()}");

    /// <summary>Both see the witness, and it holds that the partners are synchronised: an automatic failover is possible.</summary>
    public async Task ArmedAsync(string principal, string mirror)
    {
        await BecomesAsync(principal, MirroringState.Synchronized);
        await BecomesAsync(mirror, MirroringState.Synchronized);
        await Eventually.IsTrueAsync(
            "the witness holds that the partners are synchronised",
            () => Session(principal).SeesWitness == true
                && Session(mirror).SeesWitness == true
                && Lab["w"].Mirroring.Witness.All is [{ IsSynchronized: true } record] && record.Principal == principal,
            () => $"{Describe(principal)} {Describe(mirror)} {string.Join(", ", Lab["w"].Mirroring.Witness.All)}");
    }

    /// <summary>Both copies hold the same rows.</summary>
    public Task AreEqualAsync() => Eventually.IsTrueAsync(
        "both copies are equal",
        () => this["a"].EndOfLog == this["b"].EndOfLog && EngineFixture.Bodies(this["a"]).SequenceEqual(EngineFixture.Bodies(this["b"])),
        () => $"{this["a"].EndOfLog} {this["b"].EndOfLog}");

    public string Describe(string name) =>
        Find(name) is { } session ? $"{name}: {session.State} {session.Session} witness {session.SeesWitness} {session.PartnerProblem}" : $"{name}: no session";

    public static async Task RefusedAsync(int number, Func<Task> statement) => (await Should.ThrowAsync<SqlErrorException>(statement)).Number.ShouldBe(number);

    public ValueTask DisposeAsync() => Lab.DisposeAsync();
}

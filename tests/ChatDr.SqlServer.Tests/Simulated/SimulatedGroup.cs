using System.Net;
using ChatDr.SqlServer.Mirroring;
using ChatDr.SqlServer.Provisioning;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Tests.Simulated;

/// <summary>Two partners and a witness on loopback, driven by the operator's own observer, decider and actor.</summary>
internal sealed class SimulatedGroup : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatdr-ag-");
    private readonly SqlClientConnector _connector = new();
    private MirroringMemory _memory = new();
    private string _last = "nothing yet";

    private SimulatedGroup()
    {
        Members = [.. new[] { "sql-a", "sql-b", "sql-w" }.Select(name => new SimulatedMember(name, _folder.FullName, Resolve))];
    }

    public IReadOnlyList<SimulatedMember> Members { get; }

    public SimulatedMember A => Members[0];

    public SimulatedMember B => Members[1];

    public SqlClientConnector Connector => _connector;

    private MirroringGoal Goal => new()
    {
        Group = "chat-1",
        Partners = [Members[0].Member, Members[1].Member],
        Witness = Members[2].Member,
        Databases = ["mgc"],
        CreateDatabases = true,
        PartnerTimeout = TimeSpan.FromSeconds(5),
        OwnerLogin = "chatdr_chat",
        SeedPath = _folder.FullName,
    };

    public static async Task<SimulatedGroup> StartAsync(Func<SqlClientConnector, SimulatedMember, Task>? prepare = null)
    {
        var group = new SimulatedGroup();
        foreach (var member in group.Members)
        {
            await member.StartAsync();
            await (prepare?.Invoke(group._connector, member) ?? Task.CompletedTask);
            await group.ProvisionAsync(member);
        }

        (await new PeerProvisioner(group._connector).EnsureAsync([.. group.Members.Select(member => member.Member)], CancellationToken.None)).ShouldBeNull();
        return group;
    }

    /// <summary>Runs passes until the report satisfies; fails with what was last seen.</summary>
    public async Task<MirroringReport> UntilAsync(string what, Func<MirroringReport, bool> satisfied, int seconds = 60)
    {
        var observer = new AvailabilityGroupObserver(_connector, TimeProvider.System);
        var actor = new MirroringActor(_connector, TimeProvider.System);
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(seconds);
        while (TimeProvider.System.GetUtcNow() < deadline)
        {
            var seen = await observer.ObserveAsync(Goal, CancellationToken.None);
            var decision = AvailabilityGroupDecider.Decide(seen, Goal, _memory, TimeProvider.System.GetUtcNow());
            _memory = decision.Memory;
            var outcomes = await actor.ActAsync(Goal, decision.Actions, CancellationToken.None);
            _memory = _memory with { Outcomes = _memory.Outcomes.SetItems(outcomes) };
            _last = $"{decision.Report}; {string.Join("; ", outcomes.Select(outcome => $"{outcome.Key}: {outcome.Value.Message ?? "done"}"))}";
            if (satisfied(decision.Report))
            {
                return decision.Report;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        throw new TimeoutException($"Waited {seconds} s until {what}. Last: {_last}");
    }

    public async Task<IReadOnlyList<SqlRow>> QueryAsync(SimulatedMember member, string text, string? database = null)
    {
        await using var session = await _connector.OpenAsync(member.Sql, database, CancellationToken.None);
        return await session.QueryAsync(new SqlStatement(text), CancellationToken.None);
    }

    public async Task ExecuteAsync(SimulatedMember member, string text, string? database = null)
    {
        await using var session = await _connector.OpenAsync(member.Sql, database, CancellationToken.None);
        await session.ExecuteAsync(new SqlStatement(text), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members)
        {
            await member.DisposeAsync();
        }

        _connector.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task ProvisionAsync(SimulatedMember member)
    {
        var provisioner = new InstanceProvisioner(_connector);
        var identity = await provisioner.IdentifyAsync(member.Sql, CancellationToken.None);
        identity.ServerName.ShouldBe(member.ServerName);
        identity.Simulated.ShouldBeTrue();
        var role = member == Members[2] ? EndpointRole.Witness : EndpointRole.All;
        await provisioner.EnsureEndpointAsync(member.Sql, member.ServerName, member.MirroringPort, role, CancellationToken.None);
        await provisioner.EnsureLoginAsync(member.Sql, new LoginGoal("chatdr_chat", "Chat-Pass-1", new byte[16], false), CancellationToken.None);
    }

    private ValueTask<EndPoint> Resolve(string host, int port, CancellationToken cancellationToken)
    {
        var partner = Members.First(member => host.StartsWith(member.Name, StringComparison.Ordinal));
        return ValueTask.FromResult<EndPoint>(new IPEndPoint(partner.Address, partner.MirroringPort));
    }
}

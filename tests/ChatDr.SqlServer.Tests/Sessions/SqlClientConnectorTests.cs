using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Tds;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.SqlServer.Tests.Sessions;

public sealed class SqlClientConnectorTests : IAsyncLifetime, IDisposable
{
    private static readonly X509Certificate2 Certificate = SelfSignedCertificate.Create("SCRIPTED", TimeProvider.System);
    private readonly ScriptedFrontend _frontend = new();
    private readonly TdsServer _server;
    private readonly SqlClientConnector _connector = new();

    public SqlClientConnectorTests() =>
        _server = TdsServer.Start(new TdsServerOptions { Endpoint = new IPEndPoint(IPAddress.Loopback, 0), Certificate = SslStreamCertificateContext.Create(Certificate, null) }, _frontend, TimeProvider.System, NullLogger.Instance);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _connector.Dispose();

    [Fact]
    public async Task Query_GivesRowsByColumnName_NullAsNull()
    {
        await using var session = await _connector.OpenAsync(Endpoint(), null, CancellationToken.None);
        var row = (await session.QueryAsync(new SqlStatement("row"), CancellationToken.None)).ShouldHaveSingleItem();
        row.Get<string>("NAME").ShouldBe("mgc");
        row.GetText("nothing").ShouldBeNull();
    }

    [Fact]
    public async Task Refusal_CarriesAllNumbersInOrder_AndIsNotUnreachable()
    {
        await using var session = await _connector.OpenAsync(Endpoint(), null, CancellationToken.None);
        var refused = await Should.ThrowAsync<SqlServerException>(() => session.ExecuteAsync(new SqlStatement("refuse"), CancellationToken.None));
        refused.Numbers.ShouldBe([4305, 3013]);
        refused.IsUnreachable.ShouldBeFalse();
    }

    [Fact]
    public async Task Refusal_OfALongQuery_NamesItsBeginningInOneLine()
    {
        await using var session = await _connector.OpenAsync(Endpoint(), null, CancellationToken.None);
        var query = new SqlStatement("refuse") { Display = $"refuse\n\tSELECT {new string('x', 500)}" };

        var refused = await Should.ThrowAsync<SqlServerException>(() => session.QueryAsync(query, CancellationToken.None));

        refused.Message.ShouldStartWith("Failed running refuse SELECT xxx");
        refused.Message.ShouldNotContain("\n");
        refused.Message.ShouldContain("x… on 127.0.0.1");
        refused.Message.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public async Task Messages_AreGiven()
    {
        await using var session = await _connector.OpenAsync(Endpoint(), null, CancellationToken.None);
        (await session.ExecuteAsync(new SqlStatement("inform"), CancellationToken.None)).ShouldBe(["as you wish"]);
    }

    /// <summary>An operator that lost its lease must not fail over any more.</summary>
    [Fact]
    public async Task Statement_ThatMayNotBeSent_IsNotSent_AndNoSessionIsOpened()
    {
        var refusal = new InvalidOperationException("not any more");
        var mayAct = true;
        using var connector = new SqlClientConnector(beforeEach: () => _ = mayAct ? 0 : throw refusal);
        await using var session = await connector.OpenAsync(Endpoint(), null, CancellationToken.None);
        (await session.ExecuteAsync(new SqlStatement("inform"), CancellationToken.None)).ShouldBe(["as you wish"]);

        mayAct = false;

        (await Should.ThrowAsync<InvalidOperationException>(() => session.ExecuteAsync(new SqlStatement("inform"), CancellationToken.None))).ShouldBeSameAs(refusal);
        (await Should.ThrowAsync<InvalidOperationException>(() => session.QueryAsync(new SqlStatement("row"), CancellationToken.None))).ShouldBeSameAs(refusal);
        (await Should.ThrowAsync<InvalidOperationException>(() => connector.OpenAsync(Endpoint(), null, CancellationToken.None))).ShouldBeSameAs(refusal);
    }

    [Fact]
    public async Task WrongPassword_IsARefusal_ThatDoesNotShowThePassword()
    {
        var refused = await Should.ThrowAsync<SqlServerException>(() => _connector.OpenAsync(Endpoint() with { Password = "wr0ng-secret" }, null, CancellationToken.None));
        refused.Numbers.ShouldBe([18456]);
        refused.IsUnreachable.ShouldBeFalse();
        refused.ToString().ShouldNotContain("wr0ng-secret");
    }

    [Fact]
    public async Task NobodyListening_IsUnreachable_WithoutAServersNumber()
    {
        var endpoint = Endpoint();
        await _server.DisposeAsync();
        var unreachable = await Should.ThrowAsync<SqlServerException>(() => _connector.OpenAsync(endpoint, null, CancellationToken.None));
        unreachable.IsUnreachable.ShouldBeTrue();
        unreachable.Numbers.ShouldBeEmpty();
    }

    [Fact]
    public async Task InstanceDiesDuringAStatement_IsUnreachable_SoTheOutcomeCountsAsUnknown()
    {
        await using var session = await _connector.OpenAsync(Endpoint(), null, CancellationToken.None);
        var running = session.ExecuteAsync(new SqlStatement("hang"), CancellationToken.None);
        await WaitUntilExecuted("hang");
        _server.Crash();
        (await Should.ThrowAsync<SqlServerException>(running)).IsUnreachable.ShouldBeTrue();
    }

    [Fact]
    public async Task Cancelling_StopsTheServerToo()
    {
        await using var session = await _connector.OpenAsync(Endpoint(), null, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var running = session.ExecuteAsync(new SqlStatement("hang"), cancel.Token);
        await WaitUntilExecuted("hang");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        await _frontend.Attention.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task StatementPastItsTimeout_IsUnreachable()
    {
        await using var session = await _connector.OpenAsync(Endpoint(), null, CancellationToken.None);
        var late = await Should.ThrowAsync<SqlServerException>(() => session.ExecuteAsync(new SqlStatement("hang") { Timeout = TimeSpan.FromSeconds(1) }, CancellationToken.None));
        late.IsUnreachable.ShouldBeTrue();
    }

    [Fact]
    public async Task SessionsInTheDefaultDatabase_ArePooled()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var session = await _connector.OpenAsync(Endpoint(), null, CancellationToken.None);
            await session.ExecuteAsync(new SqlStatement("nothing"), CancellationToken.None);
        }

        _frontend.Logins.ShouldBe(1);
    }

    [Fact]
    public async Task PinnedCertificate_ThatTheServerShows_IsAccepted()
    {
        await using var session = await _connector.OpenAsync(Endpoint() with { ServerCertificate = Certificate.ExportCertificatePem() }, null, CancellationToken.None);
        await session.ExecuteAsync(new SqlStatement("nothing"), CancellationToken.None);
    }

    [Fact]
    public async Task PinnedCertificate_ThatTheServerDoesNotShow_IsRefused()
    {
        using var other = SelfSignedCertificate.Create("SCRIPTED", TimeProvider.System);
        await Should.ThrowAsync<SqlServerException>(() => _connector.OpenAsync(Endpoint() with { ServerCertificate = other.ExportCertificatePem() }, null, CancellationToken.None));
        _frontend.Logins.ShouldBe(0);
    }

    private SqlEndpoint Endpoint() => new() { Host = "127.0.0.1", Port = _server.Endpoint.Port, Login = "sa", Password = "right" };

    private async Task WaitUntilExecuted(string batch)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        while (!_frontend.Executed.Contains(batch))
        {
            limit.IsCancellationRequested.ShouldBeFalse($"waited 10 s for the server to receive '{batch}'; it has received {string.Join(", ", _frontend.Executed)}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }
}

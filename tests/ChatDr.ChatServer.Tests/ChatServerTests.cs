using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ChatDr.ChatServer.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.ChatServer.Tests;

public sealed class ChatServerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chat-");
    private readonly ScriptedSql _sql = new();
    private ChatServerHost _host = null!;
    private HttpClient _http = null!;

    private string ConfigFile => Path.Combine(_folder.FullName, "chat.json");

    public async Task InitializeAsync()
    {
        await ConfigureAsync("chat-0");
        _host = await ChatServerHost.StartAsync(
            new ChatServerOptions { ListenAddress = IPAddress.Loopback, Port = 0, PodName = "chat-0", ConfigFile = ConfigFile, Login = "chat", Password = "x" },
            _sql,
            null,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        _http = new HttpClient { BaseAddress = _host.Address };
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Post_Active_Answers201WithSequenceNumber()
    {
        var (status, body) = await PostAsync(Guid.NewGuid());

        status.ShouldBe(HttpStatusCode.Created);
        body.GetProperty("seq").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Post_SentTwice_IsStoredOnceUnderTheSameNumber()
    {
        var clientId = Guid.NewGuid();
        await PostAsync(Guid.NewGuid());
        var (_, first) = await PostAsync(clientId);

        var (status, second) = await PostAsync(clientId);

        status.ShouldBe(HttpStatusCode.Created);
        second.GetProperty("seq").GetInt64().ShouldBe(first.GetProperty("seq").GetInt64());
        _sql.Messages.ShouldBe(2);
    }

    [Fact]
    public async Task Post_ConnectionBreaksAfterCommit_SaysUnknownAndRetryFindsIt()
    {
        var clientId = Guid.NewGuid();
        _sql.AfterPost = () => throw ScriptedSql.Unreachable();

        var (status, body) = await PostAsync(clientId);
        _sql.AfterPost = () => { };
        var (retryStatus, retry) = await PostAsync(clientId);

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.GetProperty("outcome").GetString().ShouldBe("unknown");
        retryStatus.ShouldBe(HttpStatusCode.Created);
        retry.GetProperty("seq").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Post_ServerUnreachableBeforeTheWrite_SaysNotCommitted()
    {
        _sql.Before = _ => throw ScriptedSql.Unreachable();

        var (status, body) = await PostAsync(Guid.NewGuid());

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.GetProperty("outcome").GetString().ShouldBe("notCommitted");
    }

    [Theory]
    [InlineData("", "hello")]
    [InlineData("ann", "")]
    [InlineData("ann", "nul\0")]
    public async Task Post_Malformed_Answers400(string author, string body)
    {
        using var answer = await _http.PostAsJsonAsync("rooms/lobby/messages", new { author, body, clientId = Guid.NewGuid() });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Post_QuoteInBody_StaysInItsLiteral()
    {
        var statements = new List<string>();
        _sql.Before = statement => statements.Add(statement.Text);
        await PostAsync(Guid.NewGuid(), "'); DROP TABLE dbo.messages; --");

        statements.ToArray().ShouldContain(text => text.Contains("N'''); DROP TABLE dbo.messages; --'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TakenOffTheList_RefusesPostsAndClosesItsSessions()
    {
        await AwaitReadyAsync(HttpStatusCode.OK);

        await ConfigureAsync("another");
        await AwaitReadyAsync(HttpStatusCode.ServiceUnavailable);

        var (status, body) = await PostAsync(Guid.NewGuid());
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.GetProperty("error").GetString().ShouldBe("standby");
        await AwaitAsync(() => Task.FromResult(_sql.OpenSessions == 0), () => $"no session; {_sql.OpenSessions} are open");
        await ConfigureAsync("chat-0");
        await AwaitReadyAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ready_DatabaseTakesNoWrites_Is503ThoughActive()
    {
        await AwaitReadyAsync(HttpStatusCode.OK);
        _sql.Before = _ => throw ScriptedSql.Unreachable();

        await AwaitReadyAsync(HttpStatusCode.ServiceUnavailable);

        _sql.Before = _ => { };
        await AwaitReadyAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Crash_ClientsAreCutOff()
    {
        _host.Crash();

        await AwaitAsync(
            async () =>
            {
                try
                {
                    using var answer = await _http.GetAsync(new Uri("healthz", UriKind.Relative));
                    return false;
                }
                catch (Exception broken) when (broken is HttpRequestException or System.Net.Sockets.SocketException)
                {
                    return true;
                }
            },
            () => "refused connections");
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(Guid clientId, string body = "hello")
    {
        using var answer = await _http.PostAsJsonAsync("rooms/lobby/messages", new { author = "ann", body, clientId });
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private async Task ConfigureAsync(string active)
    {
        var next = ConfigFile + ".next";
        await File.WriteAllTextAsync(next, $$"""{"database":"mgc","server":"127.0.0.1,1433","active":["{{active}}"]}""");
        File.Move(next, ConfigFile, overwrite: true);
    }

    private async Task AwaitReadyAsync(HttpStatusCode expected)
    {
        var last = default(HttpStatusCode);
        await AwaitAsync(
            async () =>
            {
                using var answer = await _http.GetAsync(new Uri("readyz", UriKind.Relative));
                last = answer.StatusCode;
                return last == expected;
            },
            () => $"readyz {expected}; it says {last}");
    }

    private static async Task AwaitAsync(Func<Task<bool>> condition, Func<string> awaited)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            limit.IsCancellationRequested.ShouldBeFalse("waited for " + awaited());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}

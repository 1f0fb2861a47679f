using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Tests.TSql.Execution;
using ChatDr.Simulator.TSql.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>An instance and batches of sa on it.</summary>
internal sealed class SessionFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatdr-tsql-");
    private Instance? _instance;

    public Instance Instance => _instance!;

    public string Folder => _folder.FullName;

    public static async Task<SessionFixture> StartAsync()
    {
        var fixture = new SessionFixture();
        await fixture.StartInstanceAsync();
        return fixture;
    }

    /// <summary>The faults of the instance.</summary>
    public SimulatorFaults Faults { get; } = new();

    /// <summary>Kills the instance and starts it again.</summary>
    public async Task RestartAsync()
    {
        _instance!.Crash();
        await StartInstanceAsync();
    }

    public Task<SqlSession> OpenAsync() => LogInAsync("sa", "S3cret-Word");

    public async Task<SqlSession> LogInAsync(string user, string password, string database = "") =>
        (SqlSession)await new SqlFrontend(_instance!, Personality.Linux)
            .LoginAsync(new() { UserName = user, Password = password, Database = database }, CancellationToken.None);

    public async Task<RecordingWriter> RunAsync(string batch)
    {
        await using var session = await OpenAsync();
        return await RunAsync(session, batch);
    }

    public static async Task<RecordingWriter> RunAsync(SqlSession session, string batch)
    {
        var writer = new RecordingWriter();
        await session.ExecuteAsync(batch, [], writer, CancellationToken.None);
        return writer;
    }

    private async Task StartInstanceAsync() => _instance = await Instance.StartAsync(
        new()
        {
            ServerName = "SQL1",
            DataDirectory = Folder,
            SaPassword = "S3cret-Word",
            Faults = Faults,
        }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_instance is not null)
        {
            await _instance.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}

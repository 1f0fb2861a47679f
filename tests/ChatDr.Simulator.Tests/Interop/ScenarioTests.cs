using System.Globalization;
using ChatDr.Simulator.Tests.Hosting;
using ChatDr.Tests.Shared;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Interop;

/// <summary>The scenario of tests/interop through Microsoft.Data.SqlClient with a pool, whose connections meet what fail-overs do to them.</summary>
public sealed class ScenarioTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sim-scenario-");
    private readonly Dictionary<string, SimulatorProcess> _instances = [];
    private readonly Dictionary<string, string> _addresses = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var instance in _instances.Values)
        {
            await instance.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Scenario_ThroughSqlClient_EveryStepEndsAsItSays()
    {
        var scenario = Path.Combine(RepositoryRoot.Folder.FullName, "tests", "interop", "scenario");
        await StartAsync(Path.Combine(scenario, "instances"));
        var share = _folder.CreateSubdirectory("share").FullName;
        var steps = Directory.GetFiles(scenario, "*.sql").Order(StringComparer.Ordinal).SelectMany(file => ScenarioStep.Read(file, Fill)).ToArray();

        foreach (var step in steps)
        {
            await RunAsync(step);
        }

        steps.Length.ShouldBeGreaterThan(50);

        string Fill(string line) => _addresses.Aggregate(
            line.Replace("{share}", share, StringComparison.Ordinal), (text, one) => text.Replace($"{{{one.Key}}}", one.Value, StringComparison.Ordinal));
    }

    private async Task StartAsync(string list)
    {
        var net = string.Create(CultureInfo.InvariantCulture, $"127.{1 + (Environment.ProcessId / 250 % 250)}.{Environment.ProcessId % 250}");
        foreach (var line in await File.ReadAllLinesAsync(list))
        {
            var (name, personality) = (line.Split(' ')[0], line.Split(' ')[1]);
            _addresses[name] = string.Create(CultureInfo.InvariantCulture, $"{net}.{101 + _addresses.Count}");
            _instances[name] = SimulatorProcess.Start(
                ["--name", name, "--address", _addresses[name], "--port", "1433", "--personality", personality, "--data",
                    _folder.CreateSubdirectory(name).FullName],
                new Dictionary<string, string> { ["MSSQL_SA_PASSWORD"] = SimulatorProcess.Password });
        }

        foreach (var instance in _instances.Values)
        {
            await instance.ReadyAsync();
        }
    }

    private async Task RunAsync(ScenarioStep step)
    {
        using var limit = new CancellationTokenSource(step.Within);
        while (true)
        {
            var (rows, errors) = await AskAsync(step);
            var isExpected = step.ExpectedError is { } error
                ? errors.Any(one => one.Number == error)
                : errors.Count == 0 && (step.ExpectedRows is null || rows.SequenceEqual(step.ExpectedRows));
            if (isExpected)
            {
                return;
            }

            (step.Within == TimeSpan.Zero || limit.IsCancellationRequested)
                .ShouldBeFalse(
                    $"{step}; saw rows [{string.Join("; ", rows)}] and errors [{string.Join("; ", errors.Select(one => $"{one.Number}: {one.Message}"))}]");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    private async Task<(List<string> Rows, List<SqlError> Errors)> AskAsync(ScenarioStep step)
    {
        var rows = new List<string>();
        try
        {
            await using var connection = new SqlConnection(
                $"Server={_addresses[step.Instance]},1433;User ID=sa;Password={SimulatorProcess.Password};Encrypt=Mandatory;TrustServerCertificate=true;Connect Timeout=60");
            await connection.OpenAsync();
            await using var command = new SqlCommand(step.Batch, connection) { CommandTimeout = 60 };
            await using var reader = await command.ExecuteReaderAsync();
            do
            {
                while (await reader.ReadAsync())
                {
                    rows.Add(string.Join(
                        '|',
                        Enumerable.Range(0, reader.FieldCount)
                            .Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
                }
            }
            while (await reader.NextResultAsync());
            return (rows, []);
        }
        catch (SqlException refused)
        {
            return (rows, [.. refused.Errors.Cast<SqlError>()]);
        }
    }
}

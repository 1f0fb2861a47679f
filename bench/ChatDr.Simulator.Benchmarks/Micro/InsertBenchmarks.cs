using BenchmarkDotNet.Attributes;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Tests.Engine;
using ChatDr.Simulator.TSql.Parsing;

namespace ChatDr.Simulator.Benchmarks.Micro;

/// <summary>What a committed insert costs in its parts, on a standalone instance in this process.</summary>
[Config(typeof(MicroConfig))]
public class InsertBenchmarks
{
    private EngineFixture _fixture = null!;
    private Database _database = null!;
    private int _number;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _fixture = new EngineFixture();
        await EngineFixture.CreateDatabaseAsync(await _fixture.StartAsync("a"), "d");
        _database = _fixture["a"].GetDatabase("d");
    }

    [GlobalCleanup]
    public async Task CleanUpAsync() => await _fixture.DisposeAsync();

    [Benchmark]
    public Task<long> EngineInsert() => EngineFixture.InsertAsync(_database, $"{_number++}");

    [Benchmark]
    public object ParseInsert() => StatementParser.Parse("INSERT INTO dbo.message (run, writer, number, body) VALUES (1, 2, 3, N'mmmmmmmmmmmmmmmmmmmm');");
}

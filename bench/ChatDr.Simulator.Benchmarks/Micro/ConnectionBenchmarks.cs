using BenchmarkDotNet.Attributes;
using ChatDr.Simulator.Benchmarks.Measures;
using ChatDr.Tests.Shared.Pairs;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Benchmarks.Micro;

/// <summary>A client opens and closes a connection: TCP, PRELOGIN, TLS, LOGIN7. Budget: 5 ms, warm, without a pool.</summary>
[Config(typeof(MicroConfig))]
public class ConnectionBenchmarks
{
    private Standalone _standalone = null!;
    private InstanceProcess _instance = null!;
    private SqlConnection _opened = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _standalone = new Standalone();
        _instance = await _standalone.StartAsync();
        _opened = await _instance.OpenAsync("master");
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _opened.DisposeAsync();
        await _standalone.DisposeAsync();
    }

    [Benchmark]
    public async Task OpenAndClose()
    {
        await using var connection = await _instance.OpenAsync("master");
    }

    [Benchmark]
    public async Task<object?> SmallBatch()
    {
        await using var command = new SqlCommand("SELECT 1;", _opened);
        return await command.ExecuteScalarAsync();
    }
}

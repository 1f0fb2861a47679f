using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace ChatDr.Simulator.Benchmarks.Micro;

/// <summary>In this process, with a fixed number of operations, so that tables that benchmarks fill stay small.</summary>
public class MicroConfig : ManualConfig
{
    private const int Operations = 256;
    private const int Warmups = 3;
    private const int Iterations = 15;

    /// <summary>The one job.</summary>
    public MicroConfig()
    {
        var job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithInvocationCount(Operations).WithUnrollFactor(1);
        AddJob(job.WithWarmupCount(Warmups).WithIterationCount(Iterations));
        AddDiagnoser(MemoryDiagnoser.Default);
    }
}

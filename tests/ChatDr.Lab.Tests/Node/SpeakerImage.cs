using ChatDr.Lab.Node;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Tests.Node;

/// <summary>A container that says two lines; its first run then ends, the next one stays.</summary>
internal sealed partial class SpeakerImage : IWorkloadImage
{
    private int _runs;

    public bool Matches(string image) => image == "test/speaker";

    public Task<IWorkload> StartAsync(WorkloadContext context, CancellationToken cancellationToken)
    {
        var run = ++_runs;
        var logger = context.Logs.CreateLogger("speaker");
        Says(logger, run, "hello");
        Says(logger, run, "goodbye");
        return Task.FromResult<IWorkload>(new Speaker(run == 1));
    }

    [LoggerMessage(1, LogLevel.Information, "run {Run} says {What}")]
    private static partial void Says(ILogger logger, int run, string what);

    private sealed class Speaker(bool completes) : IWorkload
    {
        public bool HasCompleted => completes;

        public void Crash()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

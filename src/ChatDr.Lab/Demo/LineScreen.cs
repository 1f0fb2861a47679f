using System.Globalization;

namespace ChatDr.Lab.Demo;

/// <summary>Tells the story in lines with the time before them.</summary>
internal sealed class LineScreen(TextWriter output, TimeProvider time) : IDemoScreen
{
    private readonly long _start = time.GetTimestamp();

    /// <inheritdoc/>
    public void Say(string line) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_start).TotalSeconds,6:0.0} s  {line}"));

    /// <inheritdoc/>
    public Task RunAsync(Func<DemoView> view, CancellationToken stop) => Task.CompletedTask;
}

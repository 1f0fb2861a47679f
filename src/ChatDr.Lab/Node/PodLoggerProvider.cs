using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Node;

/// <summary>Makes a workload's log messages lines of its container's log.</summary>
internal sealed class PodLoggerProvider(PodLog log, TimeProvider time) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new PodLogger(log, time, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The log outlives its writers: it is read after the container has ended.
    }

    private sealed class PodLogger(PodLog log, TimeProvider time, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var at = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
                log.Write(
                    $"{at} {logLevel} {category[(category.LastIndexOf('.') + 1)..]}: {formatter(state, exception)}"
                    + $"{(exception is null ? "" : $" ({exception.Message})")}");
            }
        }
    }
}

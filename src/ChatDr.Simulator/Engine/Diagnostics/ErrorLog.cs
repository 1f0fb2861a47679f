using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Engine.Diagnostics;

/// <summary>
/// The error log that people and tools read: <c>errorlog</c> in the instance's log folder, older ones beside it as <c>errorlog.1</c> (the newest) to
/// <c>errorlog.6</c>. It is cycled at each start and by sp_cycle_errorlog (Microsoft Learn, "sp_cycle_errorlog", "View the SQL Server error log"). Whatever is
/// written goes to the structured log as well, so a caller writes here only. UTF-8, where the product writes UTF-16.
/// </summary>
/// <param name="folder">The log folder; made when it is absent.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The structured log.</param>
internal sealed partial class ErrorLog(string folder, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>How many old logs are kept: the product's default.</summary>
    public const int Archives = 6;

    private const int HighestInformation = 10;
    private const int SourceWidth = 12;
    private const string DateFormat = "yyyy-MM-dd HH:mm:ss.ff";

    private readonly Lock _gate = new();
    private StreamWriter? _writer;
    private bool _isClosed;

    /// <summary>Where the current log is.</summary>
    public string CurrentFile => FileOf(0);

    /// <summary>A line about an error, which begins with its number, or a message of severity 10 and less, which is its text alone.</summary>
    /// <param name="number">Its number in sys.messages.</param>
    /// <param name="severity">0 to 25.</param>
    /// <param name="state">Where it was raised.</param>
    /// <param name="text">What happened.</param>
    /// <param name="source">Server, Logon, Backup, spid51 …</param>
    public void Write(int number, byte severity, byte state, string text, string source = "Server")
    {
        if (severity > HighestInformation)
        {
            LogError(source, number, severity, state, text);
            Append(source, $"Error: {number}, Severity: {severity}, State: {state}.", text);
        }
        else
        {
            LogMessage(source, number, text);
            Append(source, text);
        }
    }

    /// <summary>A line without a number.</summary>
    public void Write(string text, string source = "Server")
    {
        LogText(source, text);
        Append(source, text);
    }

    /// <summary>Begins a new log; the oldest one is dropped.</summary>
    public void Cycle()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
            try
            {
                Directory.CreateDirectory(folder);
                for (var i = Archives - 1; i >= 0; i--)
                {
                    if (File.Exists(FileOf(i)))
                    {
                        File.Move(FileOf(i), FileOf(i + 1), overwrite: true);
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotWritten(e.Message);
            }
        }
    }

    /// <summary>The lines of a log, oldest first; empty when there is no such log.</summary>
    /// <param name="archive">0 is the current log, 1 the one before …</param>
    public IReadOnlyList<ErrorLogLine> Read(int archive)
    {
        lock (_gate)
        {
            if (!File.Exists(FileOf(archive)))
            {
                return [];
            }

            using var reader = new StreamReader(new FileStream(FileOf(archive), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            var lines = new List<ErrorLogLine>();
            while (reader.ReadLine() is { } line)
            {
                if (Parse(line) is { } parsed)
                {
                    lines.Add(parsed);
                }
            }

            return lines;
        }
    }

    /// <summary>The logs that exist: number, date of the last line, bytes.</summary>
    public IReadOnlyList<(int Archive, DateTime Date, long Bytes)> List() =>
        [.. Enumerable.Range(0, Archives + 1)
            .Select(i => (i, File: new FileInfo(FileOf(i))))
            .Where(pair => pair.File.Exists)
            .Select(pair => (pair.i, pair.File.LastWriteTime, pair.File.Length))];

    /// <summary>Writes nothing more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _writer?.Dispose();
            _writer = null;
        }
    }

    private static ErrorLogLine? Parse(string line) =>
        line.Length > DateFormat.Length + SourceWidth + 1
        && DateTime.TryParseExact(line.AsSpan(0, DateFormat.Length), DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new(date, line.Substring(DateFormat.Length + 1, SourceWidth - 1).TrimEnd(), line[(DateFormat.Length + 1 + SourceWidth)..])
            : null;

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private string FileOf(int archive) => Path.Combine(folder, archive == 0 ? "errorlog" : string.Create(CultureInfo.InvariantCulture, $"errorlog.{archive}"));

    /// <summary>An error log that cannot be written, on a full disk say, is no reason to stop serving.</summary>
    private void Append(string source, params ReadOnlySpan<string> texts)
    {
        var date = time.GetLocalNow().ToString(DateFormat, CultureInfo.InvariantCulture);
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            try
            {
                _writer ??= Open();
                foreach (var text in texts)
                {
                    _writer.WriteLine($"{date} {source.PadRight(SourceWidth - 1)[..(SourceWidth - 1)]} {OneLine(text)}");
                }

                _writer.Flush();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotWritten(e.Message);
            }
        }
    }

    private StreamWriter Open()
    {
        Directory.CreateDirectory(folder);
        return new(new FileStream(FileOf(0), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), new UTF8Encoding(false),
            bufferSize: 512);
    }

    [LoggerMessage(40, LogLevel.Warning, "{Source}: Error {Number}, severity {Severity}, state {State}: {Text}")]
    private partial void LogError(string source, int number, byte severity, byte state, string text);

    [LoggerMessage(41, LogLevel.Information, "{Source}: Message {Number}: {Text}")]
    private partial void LogMessage(string source, int number, string text);

    [LoggerMessage(42, LogLevel.Information, "{Source}: {Text}")]
    private partial void LogText(string source, string text);

    [LoggerMessage(43, LogLevel.Warning, "The error log could not be written: {Reason}")]
    private partial void LogNotWritten(string reason);
}

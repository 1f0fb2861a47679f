using System.CommandLine;
using System.Globalization;
using ChatDr.Lab.Demo;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace ChatDr.Lab.Cli;

/// <summary><c>demo</c>: the whole story in one process; exit code 0 only if every invariant held and every step succeeded.</summary>
internal static class DemoCommand
{
    /// <summary>The command.</summary>
    public static Command Create(LabParts parts)
    {
        var report = new Option<FileInfo?>("--report") { Description = "Write what was measured to this file, as JSON." };
        var log = new Option<FileInfo?>("--log") { Description = "Write the log of all parts to this file." };
        var command = new Command("demo", "Builds a pool over two sites, loses things, and recovers.") { report, log };
        command.SetAction((arguments, stop) => RunAsync(parts, arguments.GetValue(report), arguments.GetValue(log), stop));
        return command;
    }

    private static async Task<int> RunAsync(LabParts parts, FileInfo? reportFile, FileInfo? logFile, CancellationToken stop)
    {
        await using var log = logFile is null ? StreamWriter.Null : new StreamWriter(logFile.FullName);
        using var logs = LoggerFactory.Create(builder =>
        {
            if (logFile is not null)
            {
                builder.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
                    .AddProvider(new FileLoggerProvider(log, parts.Time));
            }
        });
        IDemoScreen screen = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? new LiveScreen(AnsiConsole.Console, parts.Time)
            : new LineScreen(Console.Out, parts.Time);
        try
        {
            var options = new LabClusterOptions { Images = parts.Images, StartOperator = (config, starting) => parts.StartOperator(config, logs, starting) };
            await using var lab = await LabCluster.StartAsync(options, parts.Time, logs, stop);
            var report = await new DemoRun(lab, screen, parts.Time).RunAsync(stop);
            await PublishAsync(report, reportFile, stop);
            return report.Ok ? 0 : 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            screen.Say("Interrupted.");
            return 130;
        }
    }

    private static async Task PublishAsync(DemoReport report, FileInfo? file, CancellationToken cancellationToken)
    {
        AnsiConsole.Write(ReportTable.Of(report));
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(report.Ok ? "Every step succeeded and every invariant held." : "NOT everything held; see above.")} "
            + $"{report.WallSeconds:0.0} s. All SQL Servers in it were simulated."));
        if (file is not null)
        {
            await File.WriteAllTextAsync(file.FullName, report.ToJson(), cancellationToken);
        }
    }
}

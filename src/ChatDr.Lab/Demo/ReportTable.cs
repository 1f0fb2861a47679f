using System.Globalization;
using Spectre.Console;

namespace ChatDr.Lab.Demo;

/// <summary>The end of the story: what each event cost.</summary>
internal static class ReportTable
{
    /// <summary>The table.</summary>
    public static Table Of(DemoReport report)
    {
        var table = new Table().Border(TableBorder.Ascii2).AddColumns("Event", "Detected", "Clients waited", "Acknowledged", "Lost", "Loss bound");
        foreach (var measured in report.Events)
        {
            table.AddRow(
                measured.Name, Seconds(measured.DetectedSeconds), Seconds(measured.RtoSeconds), measured.Acknowledged.ToString(CultureInfo.InvariantCulture),
                measured.Lost.ToString(CultureInfo.InvariantCulture), Seconds(measured.LossBoundSeconds));
        }

        return table;
    }

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
}

using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>The grammar of Prometheus' text format 0.0.4.</summary>
internal static class PrometheusText
{
    /// <summary>
    /// What Prometheus calls <paramref name="instrument"/>: its name, if it is one of Prometheus' already; a dotted one, which is OpenTelemetry's, with
    /// underscores, its unit, and <c>_total</c> for counters (OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility").
    /// </summary>
    public static string Name(Instrument instrument, bool isCounter)
    {
        if (!instrument.Name.Contains('.', StringComparison.Ordinal))
        {
            return instrument.Name;
        }

        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return $"{Identifier(instrument.Name)}{unit}{(isCounter ? "_total" : "")}";
    }

    /// <summary><c>a="1",b="2"</c>, sorted by name; empty without labels.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var sorted = tags.ToArray();
        Array.Sort(sorted, (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return string.Join(',', sorted.Select(tag => Label(Identifier(tag.Key), Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "")));
    }

    /// <summary><paramref name="labels"/> and one more.</summary>
    public static string With(string labels, string name, string value) => labels.Length == 0 ? Label(name, value) : $"{labels},{Label(name, value)}";

    /// <summary>Writes one line.</summary>
    public static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>A number as Go reads it.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Help text on one line.</summary>
    public static string EscapeHelp(string help) => help.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string Identifier(string dotted) => dotted.Replace('.', '_');

    private static string Label(string name, string value) => $"{name}=\"{EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

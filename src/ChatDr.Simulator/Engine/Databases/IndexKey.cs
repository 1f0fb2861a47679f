using System.Globalization;
using System.Text;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>The text under which equal keys are equal: strings without case and trailing blanks, as the default collation compares them.</summary>
internal static class IndexKey
{
    /// <summary>The key of a row in an index.</summary>
    public static string Of(IndexDefinition index, object?[] values) => Of([.. index.Columns.Select(column => values[column])]);

    /// <summary>The key of values in index order.</summary>
    public static string Of(IReadOnlyList<object?> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            text.Append(Part(value)).Append('\u0001');
        }

        return text.ToString();
    }

    private static string Part(object? value) => value switch
    {
        null => "\u0002",
        string s => "s" + s.TrimEnd(' ').ToUpperInvariant(),
        byte[] bytes => "b" + Convert.ToHexString(bytes),
        DateTime time => "t" + time.Ticks.ToString(CultureInfo.InvariantCulture),
        DateTimeOffset time => "t" + time.UtcTicks.ToString(CultureInfo.InvariantCulture),
        Guid guid => "g" + guid.ToString("N"),
        bool bit => bit ? "n1" : "n0",
        decimal number => "n" + (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        IFormattable number => "n" + number.ToString(null, CultureInfo.InvariantCulture),
        _ => "o" + value,
    };
}

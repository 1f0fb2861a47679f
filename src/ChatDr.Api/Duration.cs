using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ChatDr.Api;

/// <summary>A length of time in Go's notation, such as <c>15s</c>, <c>1h30m</c> or <c>250ms</c>: what users of Kubernetes type.</summary>
/// <param name="Value">The same as a <see cref="TimeSpan"/>; never negative.</param>
[JsonConverter(typeof(JsonConverter))]
public readonly partial record struct Duration(TimeSpan Value)
{
    /// <summary>The pattern that a schema states for a duration.</summary>
    public const string Pattern = @"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$";

    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">It is no duration.</exception>
    public static Duration Parse(string text)
    {
        if (!Whole().IsMatch(text))
        {
            throw new FormatException($"'{text}' is no duration: write numbers with the units ms, s, m or h, such as 15s or 1h30m.");
        }

        var seconds = Part().Matches(text).Sum(part =>
            double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
            {
                "ms" => 0.001,
                "s" => 1,
                "m" => 60,
                _ => 3600,
            });
        return new Duration(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>A duration of whole or fractional seconds.</summary>
    public static Duration FromSeconds(double seconds) => new(TimeSpan.FromSeconds(seconds));

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Value < TimeSpan.FromSeconds(1))
        {
            return Value == TimeSpan.Zero ? "0s" : string.Create(CultureInfo.InvariantCulture, $"{Value.TotalMilliseconds:0.###}ms");
        }

        var hours = (long)Value.TotalHours;
        var seconds = Value.TotalSeconds - (hours * 3600) - (Value.Minutes * 60);
        var text = (hours > 0 ? $"{hours}h" : "") + (Value.Minutes > 0 ? $"{Value.Minutes}m" : "");
        return seconds > 0 || text.Length == 0 ? text + string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###}s") : text;
    }

    // As Pattern, but \z: in .NET a $ also matches before a final line break.
    [GeneratedRegex(@"\A([0-9]+(\.[0-9]+)?(ms|s|m|h))+\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)")]
    private static partial Regex Part();

    private sealed class JsonConverter : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Parse(reader.GetString() ?? "");
            }
            catch (FormatException notADuration)
            {
                throw new JsonException(notADuration.Message, notADuration);
            }
        }

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}

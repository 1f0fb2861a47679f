using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatDr.Kubernetes.Models;

/// <summary>A port by number or name, or an amount as a number or percentage: an integer or a string on the wire. <c>80</c> and <c>"80"</c> differ.</summary>
[JsonConverter(typeof(JsonConverter))]
public readonly record struct IntOrString
{
    private readonly int _number;

    /// <summary>An integer.</summary>
    public IntOrString(int number) => _number = number;

    /// <summary>A string.</summary>
    public IntOrString(string text) => Text = text;

    /// <summary>The integer, or null when it is a string.</summary>
    public int? Number => Text is null ? _number : null;

    /// <summary>The string, or null when it is an integer.</summary>
    public string? Text { get; }

    /// <summary>An integer.</summary>
    public static implicit operator IntOrString(int number) => new(number);

    /// <summary>A string.</summary>
    public static implicit operator IntOrString(string text) => new(text);

    /// <summary>An integer.</summary>
    public static IntOrString FromInt32(int number) => new(number);

    /// <summary>A string.</summary>
    public static IntOrString FromString(string text) => new(text);

    /// <summary>
    /// The amount: an integer as it is, a percentage of <paramref name="total"/>, rounded up or down to a whole one. A budget rounds what must stay up and a
    /// rolling update what may be missing down, so that a small set is not taken away whole.
    /// Source: apimachinery, <c>intstr.GetScaledValueFromIntOrPercent</c>.
    /// </summary>
    /// <exception cref="FormatException">It is a string that is no percentage of whole numbers, such as <c>25%</c>.</exception>
    /// <exception cref="OverflowException">The amount is beyond an integer.</exception>
    public int ScaledValue(int total, bool roundUp)
    {
        if (Text is null)
        {
            return _number;
        }

        if (Text is not [.. var digits, '%'] || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
        {
            throw new FormatException($"'{Text}' is neither an integer nor a percentage such as 25%.");
        }

        var share = (decimal)percent * total / 100;
        return decimal.ToInt32(roundUp ? decimal.Ceiling(share) : decimal.Floor(share));
    }

    /// <inheritdoc/>
    public override string ToString() => Text ?? _number.ToString(CultureInfo.InvariantCulture);

    private sealed class JsonConverter : JsonConverter<IntOrString>
    {
        public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt32(out var number) => new(number),
            JsonTokenType.Number => throw new JsonException("Expected an integer of 32 bits or a string, found another number."),
            JsonTokenType.String => new(reader.GetString()!),
            _ => throw new JsonException($"Expected an integer or a string, found {reader.TokenType}."),
        };

        public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
        {
            if (value.Text is { } text)
            {
                writer.WriteStringValue(text);
            }
            else
            {
                writer.WriteNumberValue(value._number);
            }
        }
    }
}

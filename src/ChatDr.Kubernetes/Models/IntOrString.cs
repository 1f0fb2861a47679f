using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatDr.Kubernetes.Models;

/// <summary>A port by number or name, or an amount as a number or percentage: an integer or a string on the wire. <c>80</c> and <c>"80"</c> differ.</summary>
[JsonConverter(typeof(JsonConverter))]
public readonly record struct IntOrString
{
    /// <summary>An integer.</summary>
    public IntOrString(int number) => Number = number;

    /// <summary>A string.</summary>
    public IntOrString(string text) => Text = text;

    /// <summary>The integer, or null when it is a string.</summary>
    public int? Number { get; }

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

    /// <inheritdoc/>
    public override string ToString() => Text ?? (Number ?? 0).ToString(CultureInfo.InvariantCulture);

    private sealed class JsonConverter : JsonConverter<IntOrString>
    {
        public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Number => new(reader.GetInt32()),
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
                writer.WriteNumberValue(value.Number ?? 0);
            }
        }
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatDr.Kubernetes.Json;

/// <summary>
/// RFC 3339 in UTC with as many digits of the second as the value has. Go's <c>metav1.Time</c> reads any number of digits; custom resources keep them,
/// so that a value read back equals the one written.
/// </summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadTime(ref reader);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));

    internal static DateTimeOffset ReadTime(ref Utf8JsonReader reader) =>
        DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new JsonException($"'{reader.GetString()}' is no RFC 3339 time.");
}

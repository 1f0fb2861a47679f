using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatDr.Kubernetes.Json;

/// <summary>Go's <c>metav1.MicroTime</c>, of Leases and Events: RFC 3339 in UTC with exactly six digits of the second, which its parser insists on.</summary>
internal sealed class MicroTimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeConverter.ReadTime(ref reader);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}

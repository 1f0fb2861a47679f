using System.Text.Json;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Tests.Json;

public sealed class TimeConverterTests
{
    [Theory]
    [InlineData("2026-01-02T03:04:05Z", 0)]
    [InlineData("2026-01-02T03:04:05.1Z", 1_000_000)]
    [InlineData("2026-01-02T03:04:05.123Z", 1_230_000)]
    [InlineData("2026-01-02T03:04:05.123456Z", 1_234_560)]
    [InlineData("2026-01-02T03:04:05.1234567Z", 1_234_567)]
    [InlineData("2026-01-02T03:04:05.123456700Z", 1_234_567)]
    [InlineData("2026-01-02T05:04:05+02:00", 0)]
    public void Read_TakesAnyNumberOfDigits(string text, int ticks) =>
        Read(text).ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(ticks));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData("2026-13-02T03:04:05Z")]
    public void Read_OfWhatIsNoTime_IsAnErrorOfTheBody(string text) => Should.Throw<JsonException>(() => Read(text));

    [Theory]
    [InlineData(0, "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000Z")]
    [InlineData(1_234_560, "2026-01-02T03:04:05.123456Z", "2026-01-02T03:04:05.123456Z")]
    [InlineData(1_234_567, "2026-01-02T03:04:05.1234567Z", "2026-01-02T03:04:05.123456Z")]
    public void Write_IsUtc_WithTheDigitsThatThereAre_AndSixForMicroTime(int ticks, string time, string microTime)
    {
        var moment = new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)).AddTicks(ticks);

        JsonSerializer.Serialize(new V1ObjectMeta { CreationTimestamp = moment }, KubernetesJson.Options).ShouldBe($$"""{"creationTimestamp":"{{time}}"}""");
        JsonSerializer.Serialize(new V1LeaseSpec { RenewTime = moment }, KubernetesJson.Options).ShouldBe($$"""{"renewTime":"{{microTime}}"}""");
    }

    private static DateTimeOffset? Read(string text) =>
        JsonSerializer.Deserialize<V1ObjectMeta>(JsonSerializer.Serialize(new { creationTimestamp = text }), KubernetesJson.Options)!.CreationTimestamp;
}

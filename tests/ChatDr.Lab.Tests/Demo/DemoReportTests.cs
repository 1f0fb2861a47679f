using System.Text.Json.Nodes;
using ChatDr.Lab.Demo;

namespace ChatDr.Lab.Tests.Demo;

public sealed class DemoReportTests
{
    [Fact]
    public void Json_HasTheNamesThatReadersRelyOn()
    {
        var report = new DemoReport([new DemoEvent("MirrorFailover", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), 5, 6.5, 100, 0, 4)], true, 42.1);

        var json = JsonNode.Parse(report.ToJson())!.AsObject();

        json.Select(property => property.Key).ShouldBe(["events", "ok", "wallSeconds"]);
        json["events"]![0]!.AsObject().Select(property => property.Key)
            .ShouldBe(["name", "startedAt", "detectedSeconds", "rtoSeconds", "acknowledged", "lost", "lossBoundSeconds"]);
    }
}

namespace ChatDr.Api.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("15s", 15)]
    [InlineData("1h30m", 5400)]
    [InlineData("250ms", 0.25)]
    [InlineData("1.5s", 1.5)]
    [InlineData("72h", 259200)]
    public void Parse_GoNotation_GivesSeconds(string text, double seconds) => Duration.Parse(text).Value.TotalSeconds.ShouldBe(seconds, 1e-9);

    [Theory]
    [InlineData("15")]
    [InlineData("")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("1d")]
    [InlineData("15s\n")]
    public void Parse_AnythingElse_IsRefusedWithTheNotation(string text) =>
        Should.Throw<FormatException>(() => Duration.Parse(text)).Message.ShouldContain("ms, s, m or h");

    [Theory]
    [InlineData("0s")]
    [InlineData("250ms")]
    [InlineData("15s")]
    [InlineData("1m0.5s")]
    [InlineData("1h30m")]
    [InlineData("72h")]
    public void ToString_OfParsed_IsStable(string text)
    {
        var once = Duration.Parse(text);

        Duration.Parse(once.ToString()).ShouldBe(once);
    }
}

using System.Text.Json;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Tests.Models;

public sealed class IntOrStringTests
{
    [Fact]
    public void NumberAndText_OfTheSameDigits_Differ()
    {
        (new IntOrString(80) == new IntOrString("80")).ShouldBeFalse();
        (new IntOrString(80) == 80).ShouldBeTrue();
        (new IntOrString("http") == "http").ShouldBeTrue();
        (new IntOrString("25%") == "50%").ShouldBeFalse();
    }

    [Fact]
    public void Default_IsTheIntegerZero_AsInGo() => default(IntOrString).ShouldBe(new IntOrString(0));

    [Theory]
    [InlineData(3, 10, true, 3)]
    [InlineData(3, 2, false, 3)]
    [InlineData(0, 10, true, 0)]
    public void ScaledValue_OfAnInteger_IsItself(int number, int total, bool roundUp, int scaled) =>
        new IntOrString(number).ScaledValue(total, roundUp).ShouldBe(scaled);

    [Theory]
    [InlineData("25%", 10, true, 3)]
    [InlineData("25%", 10, false, 2)]
    [InlineData("50%", 4, true, 2)]
    [InlineData("1%", 1, true, 1)]
    [InlineData("1%", 1, false, 0)]
    [InlineData("0%", 7, true, 0)]
    [InlineData("100%", 7, false, 7)]
    [InlineData("150%", 3, true, 5)]
    [InlineData("33%", 0, true, 0)]
    [InlineData("100%", int.MaxValue, true, int.MaxValue)]
    public void ScaledValue_OfAPercentage_IsRoundedAsAsked(string text, int total, bool roundUp, int scaled) =>
        new IntOrString(text).ScaledValue(total, roundUp).ShouldBe(scaled);

    [Theory]
    [InlineData("http")]
    [InlineData("25")]
    [InlineData("%")]
    [InlineData("-5%")]
    [InlineData("2.5%")]
    [InlineData("25 %")]
    [InlineData("")]
    public void ScaledValue_OfAnotherText_IsRefused(string text) =>
        Should.Throw<FormatException>(() => new IntOrString(text).ScaledValue(10, roundUp: true))
            .Message.ShouldBe($"'{text}' is neither an integer nor a percentage such as 25%.");

    [Theory]
    [InlineData("8080")]
    [InlineData("-1")]
    [InlineData("\"8080\"")]
    [InlineData("\"25%\"")]
    public void Json_ComesBackAsItWas(string json) =>
        JsonSerializer.Serialize(JsonSerializer.Deserialize<IntOrString>(json, KubernetesJson.Options), KubernetesJson.Options).ShouldBe(json);

    [Theory]
    [InlineData("1.5")]
    [InlineData("4294967296")]
    [InlineData("true")]
    public void Json_ThatIsNeither_IsAnErrorOfTheBody(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<IntOrString>(json, KubernetesJson.Options));
}

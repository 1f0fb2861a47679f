using System.Text.Json.Nodes;
using ChatDr.Operator.Status;

namespace ChatDr.Operator.Tests.Status;

public sealed class StatusWriterTests
{
    [Theory]
    [InlineData("""{"a":1,"l":[1,2],"o":{"x":1}}""", """{"a":1,"l":[1,2],"o":{"x":1}}""", "{}")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """{"b":null}""")]
    [InlineData("""{"o":{"x":1,"y":2}}""", """{"o":{"x":1,"y":3}}""", """{"o":{"y":3}}""")]
    [InlineData("""{"o":{"x":1,"y":2}}""", """{"o":{"x":1}}""", """{"o":{"y":null}}""")]
    [InlineData("""{"l":[1]}""", """{"l":[1,2]}""", """{"l":[1,2]}""")]
    [InlineData("{}", """{"o":{"x":1}}""", """{"o":{"x":1}}""")]
    public void Difference_HoldsOnlyWhatChanged(string from, string to, string expected) =>
        StatusWriter.Difference(JsonNode.Parse(from)!.AsObject(), JsonNode.Parse(to)!.AsObject()).ToJsonString().ShouldBe(expected);
}

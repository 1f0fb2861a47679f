using System.Text.Json.Nodes;
using ChatDr.Operator.Children;

namespace ChatDr.Operator.Tests.Children;

public sealed class ChildApplierTests
{
    [Theory]
    [InlineData("""{"a":1,"added":2}""", """{"a":1}""", true)]
    [InlineData("""{"l":[{"n":"x","default":1}]}""", """{"l":[{"n":"x"}]}""", true)]
    [InlineData("""{"l":[{"n":"x"},{"n":"y"}]}""", """{"l":[{"n":"x"}]}""", false)]
    [InlineData("""{"a":2}""", """{"a":1}""", false)]
    [InlineData("""{}""", """{"a":1}""", false)]
    public void Holds_AllThatIsWanted_WhateverTheServerAdded(string live, string wanted, bool holds) =>
        ChildApplier.Holds(JsonNode.Parse(live), JsonNode.Parse(wanted)).ShouldBe(holds);
}

using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Models;
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
        ChildApplier.Holds(JsonNode.Parse(live), JsonNode.Parse(wanted), typeof(JsonNode)).ShouldBe(holds);

    /// <summary>A server answers 0.5 as 500m and 1024Mi as 1Gi; only where the model has a quantity is that the same.</summary>
    [Theory]
    [InlineData("""{"resources":{"requests":{"cpu":"500m","memory":"1Gi"}}}""", """{"resources":{"requests":{"cpu":"0.5","memory":"1024Mi"}}}""", true)]
    [InlineData("""{"resources":{"requests":{"cpu":"500m"}}}""", """{"resources":{"requests":{"cpu":"0.6"}}}""", false)]
    [InlineData("""{"resources":{"requests":{}}}""", """{"resources":{"requests":{"cpu":"1"}}}""", false)]
    [InlineData("""{"env":[{"name":"a","value":"1k"}]}""", """{"env":[{"name":"a","value":"1000"}]}""", false)]
    public void Holds_QuantityInTheServersForm_IsTheSame(string live, string wanted, bool holds) =>
        ChildApplier.Holds(JsonNode.Parse(live), JsonNode.Parse(wanted), typeof(V1Container)).ShouldBe(holds);
}

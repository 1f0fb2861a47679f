using System.Text.Json;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Tests.Models;

public sealed class ResourceQuantityTests
{
    [Theory]
    [InlineData("1Gi", "1024Mi")]
    [InlineData("0.5", "500m")]
    [InlineData("1e3", "1k")]
    [InlineData("1E3", "1000")]
    [InlineData("12E", "12e18")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1.", "+1")]
    [InlineData(".5", "5e-1")]
    [InlineData("1000n", "1u")]
    [InlineData("1000u", "1m")]
    [InlineData("-1k", "-1000.000")]
    [InlineData("0", "-0Ki")]
    [InlineData("1Ei", "1152921504606846976")]
    public void Amounts_ThatAreAlike_AreEqual(string left, string right)
    {
        var (one, other) = (new ResourceQuantity(left), new ResourceQuantity(right));

        one.ShouldBe(other);
        (one == other).ShouldBeTrue();
        one.GetHashCode().ShouldBe(other.GetHashCode());
        one.CompareTo(other).ShouldBe(0);
    }

    [Theory]
    [InlineData("999Mi", "1Gi")]
    [InlineData("1G", "1Gi")]
    [InlineData("9", "10")]
    [InlineData("-2", "1")]
    [InlineData("-2", "-1")]
    [InlineData("499m", "0.5")]
    [InlineData("12e3", "12E")]
    [InlineData("9223372036854775807", "9223372036854775808")]
    [InlineData("0", "1n")]
    public void Amounts_CompareByValue_NotByText(string less, string more)
    {
        var (small, large) = (new ResourceQuantity(less), new ResourceQuantity(more));

        (small < large).ShouldBeTrue();
        (large > small).ShouldBeTrue();
        (small >= large).ShouldBeFalse();
        (small == large).ShouldBeFalse();
    }

    /// <summary>Nobody gets less than was asked for: apimachinery rounds away from zero.</summary>
    [Theory]
    [InlineData("0.1n", "1n")]
    [InlineData("1.0000000001", "1.000000001")]
    [InlineData("-0.1n", "-1n")]
    [InlineData("1e-50", "1n")]
    public void Amount_FinerThanABillionth_IsRoundedUp(string fine, string rounded) => new ResourceQuantity(fine).ShouldBe(new ResourceQuantity(rounded));

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1 Gi")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("Gi")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1gi")]
    [InlineData("1K")]
    [InlineData("1KI")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e3k")]
    [InlineData("1e999999999")]
    [InlineData("1e-2147483648")]
    [InlineData("1,5")]
    [InlineData("٣")]
    [InlineData("four")]
    public void Garbage_IsRefused_WithWhatAQuantityLooksLike(string garbage) =>
        Should.Throw<FormatException>(() => new ResourceQuantity(garbage)).Message.ShouldStartWith($"'{garbage}' is no quantity such as 500m, 1.5Gi or 12e3: ");

    [Theory]
    [InlineData("\"1024Mi\"", "\"1024Mi\"")]
    [InlineData("\"0.50\"", "\"0.50\"")]
    [InlineData("\"1e3\"", "\"1e3\"")]
    [InlineData("2", "\"2\"")]
    [InlineData("1.5", "\"1.5\"")]
    public void Json_KeepsTheText(string read, string written) =>
        JsonSerializer.Serialize(JsonSerializer.Deserialize<ResourceQuantity>(read, KubernetesJson.Options), KubernetesJson.Options).ShouldBe(written);

    [Theory]
    [InlineData("\"four\"")]
    [InlineData("true")]
    [InlineData("{}")]
    public void Json_ThatIsNoQuantity_IsAnErrorOfTheBody(string read) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<ResourceQuantity>(read, KubernetesJson.Options)).Message.ShouldContain("quantity");

    [Fact]
    public void Models_CompareSizesByValue() =>
        new V1EmptyDirVolumeSource { SizeLimit = "1Gi" }.ShouldBe(new V1EmptyDirVolumeSource { SizeLimit = "1024Mi" });
}

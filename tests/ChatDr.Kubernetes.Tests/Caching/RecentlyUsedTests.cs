using ChatDr.Kubernetes.Caching;

namespace ChatDr.Kubernetes.Tests.Caching;

public sealed class RecentlyUsedTests
{
    private readonly RecentlyUsed<string, int> _values = new(2);

    [Fact]
    public void Full_ForgetsWhatWasNotAskedForTheLongest()
    {
        _values.Set("a", 1);
        _values.Set("b", 2);
        _values.TryGet("a", out _).ShouldBeTrue();

        _values.Set("c", 3);

        _values.TryGet("b", out _).ShouldBeFalse();
        _values.TryGet("a", out var a).ShouldBeTrue();
        _values.TryGet("c", out var c).ShouldBeTrue();
        (a, c, _values.Count).ShouldBe((1, 3, 2));
    }

    [Fact]
    public void Set_OfAKeyThatIsThere_ReplacesIt_AndForgetsNothing()
    {
        _values.Set("a", 1);
        _values.Set("b", 2);
        _values.Set("a", 4);

        _values.TryGet("a", out var a).ShouldBeTrue();
        _values.TryGet("b", out _).ShouldBeTrue();
        a.ShouldBe(4);
    }
}

using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.Tests.Caching;

public sealed class EntityCacheTests
{
    private const string ByWord = "word";
    private readonly CacheOptions<V1ConfigMap> _options = new();
    private readonly EntityCache<V1ConfigMap> _cache;

    public EntityCacheTests()
    {
        _options.Index(ByWord, map => map.Data?.Values.SelectMany(text => text.Split(' ')) ?? []);
        _cache = new(_options.Indexes);
    }

    [Fact]
    public void ByIndex_FindsByEachKey_AndFollowsChanges()
    {
        _cache.Put(Map("a", 1, "red green"));
        _cache.Put(Map("b", 2, "green"));
        Names("green").ShouldBe(["a", "b"], ignoreOrder: true);

        _cache.Put(Map("a", 3, "red blue"));
        _cache.Remove(new NamespacedName("ns", "b"));

        Names("green").ShouldBeEmpty();
        Names("red").ShouldBe(["a"]);
        Names("blue").ShouldBe(["a"]);
    }

    [Fact]
    public void ByIndex_AfterARelist_KnowsOnlyWhatIsThere()
    {
        _cache.Put(Map("a", 1, "red"));
        _cache.Put(Map("b", 2, "red"));

        _cache.Replace([Map("b", 3, "green")]);

        Names("red").ShouldBeEmpty();
        Names("green").ShouldBe(["b"]);
    }

    [Fact]
    public void ByIndex_KeySaidTwice_FindsTheObjectOnce()
    {
        _cache.Put(Map("a", 1, "red red"));

        Names("red").ShouldBe(["a"]);
    }

    [Fact]
    public void ByIndex_ThatWasNotDeclared_SaysSo() =>
        Should.Throw<ArgumentException>(() => _cache.ByIndex("colour", "red")).Message.ShouldContain("no index 'colour'");

    [Fact]
    public void Index_OfANameThatIsTaken_IsRefused() =>
        Should.Throw<ArgumentException>(() => _options.Index(ByWord, _ => [])).Message.ShouldContain("'word' already");

    private IEnumerable<string?> Names(string word) => _cache.ByIndex(ByWord, word).Select(map => map.Metadata.Name);

    private static V1ConfigMap Map(string name, int revision, string text) => new()
    {
        Metadata = new() { Namespace = "ns", Name = name, Uid = name, ResourceVersion = $"{revision}" },
        Data = new Dictionary<string, string> { ["text"] = text },
    };
}

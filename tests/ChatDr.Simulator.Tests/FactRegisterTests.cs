namespace ChatDr.Simulator.Tests;

/// <summary>Who reads docs/sql-server-facts.md may rely on it: each fact is proven by a test, or said not to be simulated.</summary>
public sealed class FactRegisterTests
{
    private readonly string[] _facts = FactRegister.Facts();
    private readonly string[] _notSimulated = FactRegister.NotSimulated();
    private readonly ILookup<string, string> _proven = FactRegister.Proven();

    [Fact]
    public void Register_OfFacts_IsReadAndNamesEachOnce()
    {
        _facts.Length.ShouldBeGreaterThan(200, "docs/sql-server-facts.md is no longer read as it is written");
        _facts.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();
        _notSimulated.Length.ShouldBeGreaterThan(5, "the table of docs/simulator.md is no longer read as it is written");
        _notSimulated.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();
    }

    [Fact]
    public void Traits_AndTheTable_NameOnlyFactsOfTheRegister()
    {
        _proven.Where(proof => !_facts.Contains(proof.Key)).Select(proof => $"{proof.Key}: {string.Join(", ", proof)}").ShouldBeEmpty();
        _notSimulated.Except(_facts).ShouldBeEmpty();
    }

    [Fact]
    public void NotSimulated_Facts_HaveNoTest() =>
        _proven.Where(proof => _notSimulated.Contains(proof.Key)).Select(proof => $"{proof.Key}: {string.Join(", ", proof)}")
            .ShouldBeEmpty("a fact that a test proves does not belong into the table of what is not simulated");

    [Fact]
    public void Facts_AllOfThem_AreProvenOrNotSimulated() => _facts.Where(id => !_proven.Contains(id) && !_notSimulated.Contains(id))
        .ShouldBeEmpty("give each a test with [Trait(\"Fact\", id)], or a row in docs/simulator.md, \"Facts that are not simulated\"");
}

namespace ChatDr.Lab.Demo;

/// <summary>Holds what was sampled against the safety invariants. Pure.</summary>
internal static class InvariantJudge
{
    /// <summary>
    /// S1: the databases that two instances take writes for. <paramref name="again"/> was sampled after <paramref name="first"/>: an instance that takes writes
    /// in both did so all the while, and so at the moment when another was seen to; one that only one of the samples shows may just have handed over.
    /// </summary>
    public static IEnumerable<string> TwoWriters(IReadOnlyList<InstanceSample> first, IReadOnlyList<InstanceSample> again) =>
        from database in first.Where(sample => sample.TakesWrites).GroupBy(sample => sample.Database)
        let steady = database.Select(sample => sample.Instance)
            .Intersect(again.Where(sample => sample.TakesWrites && sample.Database == database.Key).Select(sample => sample.Instance)).Order().ToList()
        where steady.Count > 1
        select $"S1 broken: {string.Join(" and ", steady)} take writes for {database.Key} at the same time.";

    /// <summary>S6: copies of the compliance database outside of the home site.</summary>
    public static IEnumerable<string> ComplianceAway(IReadOnlyList<InstanceSample> samples, string compliance, string homeSite) =>
        samples.Where(sample => sample.Database == compliance && sample.Site != homeSite)
            .Select(sample => $"S6 broken: {sample.Instance} in site {sample.Site} has a copy of {compliance}.");

    /// <summary>S7 in layout LowBandwidth: sites that have active chat servers, when there is more than one.</summary>
    public static IEnumerable<string> ChatInTwoSites(IReadOnlyDictionary<string, int> activeBySite)
    {
        var sites = activeBySite.Where(site => site.Value > 0).Select(site => site.Key).Order().ToList();
        if (sites.Count > 1)
        {
            yield return $"S7 broken: chat servers are active in {string.Join(" and ", sites)}; the layout allows one site.";
        }
    }
}

using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>Which sites and which single instances are lost. Their pods are dead until they are restored, and nobody starts new ones there.</summary>
internal sealed class SiteOutages
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);

    /// <summary>The lost sites, zones and instances.</summary>
    public IReadOnlySet<string> Lost
    {
        get
        {
            lock (_gate)
            {
                return _lost.ToHashSet(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>
    /// Loses a site, named by its <c>chatdr.dev/site</c> label or by its zone, or a single instance, named by its <c>chatdr.dev/instance</c> label; false when
    /// it is lost already.
    /// </summary>
    public bool Lose(string site)
    {
        lock (_gate)
        {
            return _lost.Add(site);
        }
    }

    /// <summary>Brings a site or an instance back; false when it was not lost.</summary>
    public bool Restore(string site)
    {
        lock (_gate)
        {
            return _lost.Remove(site);
        }
    }

    /// <summary>Whether the pod stands in a lost site, or is a lost instance's.</summary>
    public bool Hits(V1Pod pod)
    {
        var lost = Lost;
        return IsIn(pod, lost.Contains) || (InstanceOf(pod) is { } instance && lost.Contains(instance));
    }

    /// <summary>Whether the pod stands in <paramref name="site"/>.</summary>
    public static bool IsIn(V1Pod pod, string site) => IsIn(pod, candidate => candidate == site);

    /// <summary>The SQL instance that the pod runs; null for other pods.</summary>
    public static string? InstanceOf(V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(LabLabels.Instance);

    private static bool IsIn(V1Pod pod, Func<string, bool> matches) =>
        matches(pod.Zone()) || (pod.Metadata.Labels?.GetValueOrDefault(LabLabels.Site) is { } label && matches(label));
}

using System.Globalization;
using ChatDr.Api.V1Alpha1;

namespace ChatDr.Operator.Pools;

/// <summary>
/// Finds what cannot work in a pool's spec. The schema states most of it too; API servers that know no CEL let it through, and references need a look at the
/// cluster.
/// </summary>
internal static class PoolValidator
{
    /// <summary>Persistent Chat's limit of servers in a pool (docs/persistent-chat.md, "The pool").</summary>
    public const int MostChatServers = 8;

    /// <summary>The key of the password in the credentials' Secret.</summary>
    public const string PasswordKey = "MSSQL_SA_PASSWORD";

    /// <summary>Everything that is wrong, in the order of the spec; empty when nothing is.</summary>
    public static IReadOnlyList<PoolFinding> Validate(StretchedChatPool pool, PoolReferences references) =>
    [
        .. Name(pool),
        .. Sites(pool),
        .. ChatServers(pool.Spec),
        .. Databases(pool.Spec),
        .. Sql(pool.Spec, references),
        .. Share(pool.Spec.LogShipping.Share, references),
        .. Intervals(pool.Spec),
    ];

    private static IEnumerable<PoolFinding> Name(StretchedChatPool pool)
    {
        if (pool.Metadata.Name is { Length: > PoolNames.LongestPoolName } name)
        {
            yield return new(
                "metadata.name",
                Quote(name),
                $"use at most {PoolNames.LongestPoolName} characters, because the host names of the SQL Server instances are made from it "
                    + "and SQL Server takes 15");
        }
    }

    private static IEnumerable<PoolFinding> Sites(StretchedChatPool pool)
    {
        var sites = pool.Spec.Sites;
        if (sites.Count != 2)
        {
            yield return new("spec.sites", $"{Count(sites.Count)} sites", "name exactly two: one serves, the other stands by");
        }

        foreach (var twice in Duplicates(sites.Select(site => site.Name)))
        {
            yield return new("spec.sites", $"twice {Quote(twice)}", "give each site a name of its own");
        }

        if (sites.All(site => site.Name != pool.Spec.HomeSite))
        {
            yield return new("spec.homeSite", Quote(pool.Spec.HomeSite), $"name one of the sites: {string.Join(", ", sites.Select(site => site.Name))}");
        }

        for (var index = 0; index < sites.Count; index++)
        {
            var site = sites[index];
            if (site.Cluster is { } cluster)
            {
                yield return new(
                    $"spec.sites[{Count(index)}].cluster",
                    Quote(cluster.KubeconfigSecretRef.Name),
                    "remove it: sites in other clusters are not available in this version, both must lie in the pool's cluster");
            }

            if (site.Namespace is { } ns && ns != pool.Metadata.Namespace)
            {
                yield return new(
                    $"spec.sites[{Count(index)}].namespace",
                    Quote(ns),
                    $"remove it or set {Quote(pool.Metadata.Namespace ?? "")}: sites in other namespaces are not available in this version");
            }
        }
    }

    private static IEnumerable<PoolFinding> ChatServers(StretchedChatPoolSpec spec)
    {
        var servers = spec.Sites.Sum(site => site.ChatServers.Replicas);
        if (servers > MostChatServers)
        {
            yield return new("spec.sites[].chatServers.replicas", $"{Count(servers)} over all sites", $"lower them to at most {MostChatServers} together");
        }
    }

    private static IEnumerable<PoolFinding> Databases(StretchedChatPoolSpec spec)
    {
        foreach (var twice in Duplicates(spec.Databases.Select(database => database.Name)))
        {
            yield return new("spec.databases", $"twice {Quote(twice)}", "give each database a name of its own");
        }

        foreach (var role in Enum.GetValues<DatabaseRole>())
        {
            var count = spec.Databases.Count(database => database.Role == role);
            if (role == DatabaseRole.Chat ? count != 1 : count > 1)
            {
                yield return new(
                    "spec.databases",
                    $"{Count(count)} with role {role}",
                    role == DatabaseRole.Chat ? "give exactly one the role Chat" : $"give at most one the role {role}");
            }
        }
    }

    private static IEnumerable<PoolFinding> Sql(StretchedChatPoolSpec spec, PoolReferences references)
    {
        if (!spec.Sql.AcceptEula)
        {
            yield return new("spec.sql.acceptEula", "false", "set it to true to accept SQL Server's licence terms; nothing starts until you do");
        }

        var secret = spec.Sql.CredentialsSecretRef.Name;
        if (references.CredentialKeys is not { } keys)
        {
            yield return new(
                "spec.sql.credentialsSecretRef.name", Quote(secret), $"create the Secret {secret} with the key {PasswordKey}, or name one that exists");
        }
        else if (!keys.Contains(PasswordKey))
        {
            yield return new(
                "spec.sql.credentialsSecretRef.name", $"{Quote(secret)} without the key {PasswordKey}", $"add the key {PasswordKey} to the Secret");
        }
    }

    private static IEnumerable<PoolFinding> Share(BackupShare share, PoolReferences references)
    {
        if (share.Nfs is null == share.PersistentVolumeClaim is null)
        {
            yield return new(
                "spec.logShipping.share",
                share.Nfs is null ? "empty" : "nfs and persistentVolumeClaim at once",
                "set exactly one of nfs and persistentVolumeClaim");
        }
        else if (share.PersistentVolumeClaim is { } claim && !references.ClaimExists)
        {
            yield return new(
                "spec.logShipping.share.persistentVolumeClaim.claimName",
                Quote(claim.ClaimName),
                $"create the claim {claim.ClaimName} with access mode ReadWriteMany, or name one that exists");
        }
    }

    private static IEnumerable<PoolFinding> Intervals(StretchedChatPoolSpec spec)
    {
        if (spec.LogShipping.BackupInterval.Value <= TimeSpan.Zero)
        {
            yield return new("spec.logShipping.backupInterval", spec.LogShipping.BackupInterval.ToString(), "set a duration above zero, such as 15s");
        }

        if (spec.LogShipping.RestoreInterval.Value <= TimeSpan.Zero)
        {
            yield return new("spec.logShipping.restoreInterval", spec.LogShipping.RestoreInterval.ToString(), "set a duration above zero, such as 15s");
        }
    }

    private static IEnumerable<string> Duplicates(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key);

    private static string Quote(string value) => $"\"{value}\"";

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}

namespace ChatDr.Operator.Pools;

/// <summary>Labels and annotations on what a pool owns.</summary>
internal static class PoolLabels
{
    /// <summary>The pool's name.</summary>
    public const string Pool = "chatdr.dev/pool";

    /// <summary>The site's name.</summary>
    public const string Site = "chatdr.dev/site";

    /// <summary>The SqlServerInstance's name.</summary>
    public const string Instance = "chatdr.dev/instance";

    /// <summary>The mirroring role of a SQL Server pod.</summary>
    public const string Role = "chatdr.dev/role";

    /// <summary>What kind of program runs in a pod.</summary>
    public const string Component = "app.kubernetes.io/component";

    /// <summary>On a DatabaseMirroring: databases that no partner has may be created.</summary>
    public const string CreateDatabases = "chatdr.dev/create-databases";

    /// <summary>On a DatabaseMirroring: the partner that shall become principal.</summary>
    public const string FailoverTo = "chatdr.dev/failover-to";

    /// <summary>On a child: the digest of what was applied last.</summary>
    public const string Applied = "chatdr.dev/applied";

    /// <summary>The field manager of everything that the operator applies.</summary>
    public const string FieldManager = "chatdr-operator";

    /// <summary>The component of chat servers.</summary>
    public const string ChatServer = "chat-server";

    /// <summary>The component of SQL Server instances.</summary>
    public const string SqlServer = "sql-server";

    /// <summary>Labels of every child of <paramref name="pool"/>.</summary>
    public static Dictionary<string, string> Of(string pool, string component, string? site = null)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["app.kubernetes.io/managed-by"] = "chatdr-operator",
            ["app.kubernetes.io/name"] = "chatdr",
            [Component] = component,
            [Pool] = pool,
        };
        if (site is not null)
        {
            labels[Site] = site;
        }

        return labels;
    }
}

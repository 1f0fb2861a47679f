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

using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Sessions;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// Who sees what of the catalog: dynamic management views are refused without a permission of the server; of catalog views those rows are left out that the
/// login may not see (the section "Permissions" of each view's page on Microsoft Learn, and "Metadata visibility configuration"). The permissions are those of
/// SQL Server 2022.
/// </summary>
internal static class ViewAccess
{
    /// <summary>The view as the login sees it.</summary>
    /// <param name="view">Its name in small letters.</param>
    /// <param name="relation">The whole view.</param>
    /// <param name="context">Who looks.</param>
    /// <exception cref="Engine.SqlErrorException">300 and 297.</exception>
    public static Relation Limit(string view, Relation relation, CatalogContext context)
    {
        if (PermissionOf(view) is { } permission)
        {
            DatabaseAccess.RequireState(context.May, permission);
        }

        return view switch
        {
            _ when context.May.IsSysadmin => relation,
            "availability_groups" or "availability_replicas" or "availability_databases_cluster" or "availability_group_listeners" =>
                OfGroups(relation, context),
            "databases" => Where(relation, "database_id", id => SeesDatabase(context, (int)id!)),
            "master_files" => context.May.Allows("CREATE ANY DATABASE") || context.May.Allows("VIEW ANY DEFINITION")
                ? relation
                : relation with { Rows = () => [] },
            "dm_exec_sessions" or "dm_exec_requests" when !context.May.Allows("VIEW SERVER PERFORMANCE STATE") =>
                Where(relation, "session_id", id => (short)id! == context.Session.Id),
            _ => relation,
        };
    }

    private static string? PermissionOf(string view) => view switch
    {
        "dm_exec_connections" or "dm_tcp_listener_states" or "dm_server_services" => "VIEW SERVER SECURITY STATE",
        "dm_os_sys_info" => "VIEW SERVER PERFORMANCE STATE",
        _ when view.StartsWith("dm_hadr_", StringComparison.Ordinal) || view.StartsWith("dm_db_mirroring_", StringComparison.Ordinal) =>
            "VIEW SERVER PERFORMANCE STATE",
        _ => null,
    };

    private static Relation OfGroups(Relation relation, CatalogContext context)
    {
        var visible = context.Instance.AvailabilityGroups.All
            .Where(group => context.May.Sees(SecurableClass.AvailabilityGroup, group.Configuration.Name))
            .Select(group => (object)group.Configuration.GroupId)
            .ToHashSet();
        return Where(relation, "group_id", id => id is not null && visible.Contains(id));
    }

    /// <summary>VIEW ANY DATABASE, which public has, shows all; without it master, tempdb and the login's own are seen.</summary>
    private static bool SeesDatabase(CatalogContext context, int id) => id <= 2 || context.May.Allows("VIEW ANY DATABASE")
        || context.Instance.Databases.Any(database => database.Id == id && database.File.OwnerSid == context.Login.Sid);

    private static Relation Where(Relation relation, string column, Func<object?, bool> isSeen)
    {
        var position = relation.Columns.ToList().FindIndex(other => other.Name == column);
        return relation with { Rows = () => relation.Rows().Where(row => isSeen(row[position])) };
    }
}

using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Sessions;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>Who is connected and what runs.</summary>
internal static class SessionViews
{
    /// <summary>A view by name; null if it is not one of these.</summary>
    public static Relation? Find(string name, Instance instance) => name switch
    {
        "dm_exec_sessions" => View(
            "session_id smallint, login_name sysname, original_login_name sysname, host_name sysname, program_name sysname, status nvarchar30, "
                + "database_id smallint, is_user_process bit, login_time datetime, last_request_start_time datetime, open_transaction_count int",
            () => instance.Sessions.All.Select(session => (object?[])
            [
                session.Id, session.LoginName, session.LoginName, session.HostName, session.ProgramName, session.Status, DatabaseId(instance, session), true,
                session.LoginTime, session.LastBatch, session.HasOpenTransaction ? 1 : 0,
            ])),
        "dm_exec_requests" => View(
            "session_id smallint, request_id int, start_time datetime, status nvarchar30, command nvarchar32, database_id smallint, "
                + "open_transaction_count int, percent_complete real, estimated_completion_time bigint",
            () => instance.Sessions.All.Where(session => session.Status is not "sleeping").Select(session => (object?[])
            [
                session.Id, 0, session.LastBatch, session.Status, Command(session), DatabaseId(instance, session), session.HasOpenTransaction ? 1 : 0,
                (float)(session.Progress?.PercentComplete ?? 0), (long)(session.Progress?.EstimatedRest.TotalMilliseconds ?? 0),
            ])),
        "dm_exec_connections" => View(
            "session_id int, most_recent_session_id int, connect_time datetime, net_transport nvarchar40, protocol_type nvarchar40, auth_scheme nvarchar40",
            () => instance.Sessions.All.Select(session => (object?[])[(int)session.Id, (int)session.Id, session.LoginTime, "TCP", "TSQL", "SQL"])),
        _ => null,
    };

    /// <summary>sp_who2: the sessions, one line each.</summary>
    public static Relation Who(Instance instance) => View(
        "SPID nvarchar5, Status nvarchar30, Login sysname, HostName sysname, BlkBy nvarchar5, DBName sysname, Command nvarchar32, LastBatch nvarchar20, "
            + "ProgramName sysname",
        () => instance.Sessions.All.Select(session => (object?[])
        [
            $"{session.Id,-5}", session.Status, session.LoginName, session.HostName, "  .  ", session.Database, Command(session),
            session.LastBatch.ToString("MM'/'dd HH':'mm':'ss", System.Globalization.CultureInfo.InvariantCulture), session.ProgramName,
        ]));

    private static string Command(SessionInfo session) => session.Command.Length > 0 ? session.Command : session.Status is "sleeping" ? "AWAITING COMMAND" : "SELECT";

    private static short DatabaseId(Instance instance, SessionInfo session) => (short)(instance.FindDatabase(session.Database)?.Id ?? Instance.SystemDatabases.GetValueOrDefault(session.Database));
}

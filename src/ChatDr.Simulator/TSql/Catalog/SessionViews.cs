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
            "session_id smallint, login_time datetime, host_name sysname, program_name sysname, client_interface_name nvarchar32, security_id varbinary, "
                + "login_name sysname, status nvarchar30, last_request_start_time datetime, is_user_process bit, original_login_name sysname, "
                + "database_id smallint, open_transaction_count int, authenticating_database_id int",
            () => instance.Sessions.All.Select(session => (object?[])
            [
                session.Id, session.LoginTime, session.HostName, session.ProgramName, null,
                instance.FindLogin(session.LoginName) is { } login ? Convert.FromHexString(login.Sid) : null, session.LoginName, session.Status,
                session.LastBatch, true, session.LoginName, DatabaseId(instance, session), session.HasOpenTransaction ? 1 : 0, 1,
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
            "session_id int, most_recent_session_id int, connect_time datetime, net_transport nvarchar40, protocol_type nvarchar40, "
                + "encrypt_option nvarchar40, auth_scheme nvarchar40, client_net_address nvarchar48",
            () => instance.Sessions.All.Select(session => (object?[])
            [
                (int)session.Id, (int)session.Id, session.LoginTime, "TCP", "TSQL", session.IsEncrypted ? "TRUE" : "FALSE", "SQL", session.ClientAddress,
            ])),
        _ => null,
    };

    /// <summary>sp_who.</summary>
    public static Relation Who(Instance instance, IReadOnlyList<SessionInfo> sessions) => View(
        "spid smallint, ecid smallint, status nvarchar30, loginame sysname, hostname sysname, blk nvarchar5, dbname sysname, cmd nvarchar32, request_id int",
        () => sessions.Select(session => (object?[])
            [session.Id, (short)0, session.Status, session.LoginName, session.HostName, "0", Named(instance, session), Command(session), 0]));

    /// <summary>sp_who2: the sessions, one line each. CPUTime and DiskIO are not measured.</summary>
    public static Relation Who2(Instance instance, IReadOnlyList<SessionInfo> sessions) => View(
        "SPID nvarchar5, Status nvarchar30, Login sysname, HostName sysname, BlkBy nvarchar5, DBName sysname, Command nvarchar32, CPUTime nvarchar30, "
            + "DiskIO nvarchar30, LastBatch nvarchar20, ProgramName sysname, SPID nvarchar5, REQUESTID nvarchar5",
        () => sessions.Select(session => (object?[])
        [
            $"{session.Id,-5}", session.Status, session.LoginName, session.HostName.Length > 0 ? session.HostName : "  .", "  .", Named(instance, session),
            Command(session), "0", "0", session.LastBatch.ToString("MM'/'dd HH':'mm':'ss", System.Globalization.CultureInfo.InvariantCulture),
            session.ProgramName, $"{session.Id,-5}", "0    ",
        ]));

    private static string Named(Instance instance, SessionInfo session) => instance.FindDatabase(session.Database)?.Name ?? session.Database;

    private static string Command(SessionInfo session) =>
        session.Command.Length > 0 ? session.Command : session.Status is "sleeping" ? "AWAITING COMMAND" : "SELECT";

    private static short DatabaseId(Instance instance, SessionInfo session) =>
        (short)(instance.FindDatabase(session.Database)?.Id ?? Instance.SystemDatabases.GetValueOrDefault(session.Database));
}

using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Mirroring;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Catalog;
using ChatDr.Simulator.TSql.Execution;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>
/// msdb's procedures that watch mirroring sessions (Microsoft Learn, "sp_dbmmonitorresults", "sp_dbmmonitorupdate", "sp_dbmmonitoraddmonitoring").
/// </summary>
internal sealed partial class SqlSession
{
    private const int DefaultMonitorPeriod = 1;
    private static readonly int[] HoursOfMode = [2, 4, 8, 24, 48];
    private static readonly int[] RowsOfMode = [100, 500, 1000, 1_000_000];

    private async ValueTask ExecuteMonitorAsync(
        string procedure, string database, IReadOnlyList<EvaluatedArgument> given, BatchContext batch, CancellationToken attention)
    {
        if (!Login.IsSysadmin)
        {
            throw new SqlErrorException(21089, 16, 1, "Only members of the sysadmin fixed server role can perform this operation.");
        }

        if (!Same(database, "msdb"))
        {
            throw new SqlErrorException(21482, 16, 1, $"{procedure} can only be executed in the \"msdb\" database.");
        }

        var monitor = _instance.Mirroring.Monitor;
        switch (procedure)
        {
            case "sp_dbmmonitoraddmonitoring":
                RequireJob(monitor, exists: false);
                monitor.Schedule(Period(new ProcedureArguments(procedure, given, "@update_period").Integer("@update_period") ?? DefaultMonitorPeriod));
                break;
            case "sp_dbmmonitorchangemonitoring":
                RequireJob(monitor, exists: true);
                var change = new ProcedureArguments(procedure, given, "@parameter_id", "@value");
                monitor.Schedule(change.Integer("@parameter_id") is 1 ? Period(change.Integer("@value") ?? 0) : throw Invalid("@parameter_id", "1"));
                break;
            case "sp_dbmmonitordropmonitoring":
                RequireJob(monitor, exists: true);
                monitor.Drop();
                break;
            case "sp_dbmmonitorhelpmonitoring":
                await SendAsync(ViewBuilder.View("update_period int", () => monitor.Period is { } minutes ? [[minutes]] : []), batch.Writer, attention);
                break;
            case "sp_dbmmonitorupdate":
                UpdateMonitor(monitor, new ProcedureArguments(procedure, given, "@database_name").Text("@database_name"));
                break;
            default:
                await SendAsync(
                    MonitorResults(monitor, new ProcedureArguments(procedure, given, "@database_name", "@mode", "@update_table")), batch.Writer, attention);
                break;
        }
    }

    private static int Period(int minutes) => minutes is >= 1 and <= 120 ? minutes : throw Invalid("@update_period", "1 to 120");

    private static SqlErrorException Invalid(string parameter, string valid) =>
        new(14266, 16, 1, $"The specified '{parameter}' is invalid (valid values are: {valid}).");

    private static void RequireJob(MirroringMonitor monitor, bool exists)
    {
        if (monitor.Period is not null != exists)
        {
            throw exists
                ? new SqlErrorException(14262, 16, 1, "The specified @job_name ('Database Mirroring Monitor Job') does not exist.")
                : new SqlErrorException(14261, 16, 1, "The specified @name ('Database Mirroring Monitor Job') already exists.");
        }
    }

    private void UpdateMonitor(MirroringMonitor monitor, string? name)
    {
        var sessions = name is not null ? [_instance.Mirroring.Get(name)] : _instance.Databases.Select(_instance.Mirroring.Find).OfType<MirroredDatabase>();
        foreach (var session in sessions.Where(session => session.Session.Id is not null))
        {
            monitor.Update(session);
        }
    }

    /// <summary>What nobody counts here is NULL: delays of transactions, their number, and redo, which is never behind.</summary>
    private Relation MonitorResults(MirroringMonitor monitor, ProcedureArguments arguments)
    {
        var session = _instance.Mirroring.Get(arguments.RequiredText("@database_name"));
        var now = Time.GetUtcNow().UtcDateTime;
        var last = monitor.Of(session.Database) is [.., var latest] ? latest : null;
        if (arguments.Integer("@update_table") is 1 && (last is null || now - last.At >= MirroringMonitor.Refresh))
        {
            monitor.Update(session);
        }

        var mode = arguments.Integer("@mode") ?? 0;
        var rows = monitor.Of(session.Database).Reverse();
        var chosen = mode switch
        {
            0 => rows.Take(1),
            >= 1 and <= 5 => rows.Where(row => now - row.At <= TimeSpan.FromHours(HoursOfMode[mode - 1])),
            >= 6 and <= 9 => rows.Take(RowsOfMode[mode - 6]),
            _ => throw Invalid("@mode", "0 to 9"),
        };
        return ViewBuilder.View(
            "database_name sysname, role int, mirroring_state int, witness_status int, log_generation_rate int, unsent_log int, send_rate int, "
                + "unrestored_log int, recovery_rate int, "
                + "transaction_delay int, transactions_per_sec int, average_delay int, time_recorded datetime, time_behind datetime, local_time datetime",
            () => chosen.Select(row => (object?[])
            [
                session.Database.Name, (int)row.Role, (int)row.State, row.SeesWitness switch { null => 0, true => 1, false => 2 }, row.GenerationRate,
                (int)((row.Mirrored.BytesTo(row.End) + 1023) / 1024), row.SendRate, 0, row.SendRate, null, null, null, row.At, row.CaughtUpAt, row.At,
            ]));
    }
}

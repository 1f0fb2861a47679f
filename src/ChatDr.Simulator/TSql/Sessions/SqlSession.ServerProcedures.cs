using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Configuration;
using ChatDr.Simulator.Engine.Sessions;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Catalog;
using ChatDr.Simulator.TSql.Execution;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>The system procedures about the server: its health, sessions, configuration and databases, and log shipping.</summary>
internal sealed partial class SqlSession
{
    private const int ShortestInterval = 5;

    private async ValueTask<int> ExecuteServerProcedureAsync(
        string procedure, string database, IReadOnlyList<EvaluatedArgument> arguments, BatchContext batch, CancellationToken attention)
    {
        switch (procedure)
        {
            case "sp_server_diagnostics":
                await DiagnoseAsync(new ProcedureArguments(procedure, arguments, "@repeat_interval").Integer("@repeat_interval") ?? 0, batch.Writer, attention);
                break;
            case "sp_readerrorlog" or "xp_readerrorlog" or "sp_enumerrorlogs" or "xp_enumerrorlogs" or "sp_cycle_errorlog":
                await ExecuteErrorLogAsync(procedure, arguments, batch, attention);
                break;
            case "sp_who":
                await SendAsync(
                    SessionViews.Who(_instance, Listed(new ProcedureArguments(procedure, arguments, "@loginame").Text("@loginame"))), batch.Writer, attention);
                break;
            case "sp_who2":
                await SendAsync(
                    SessionViews.Who2(_instance, Listed(new ProcedureArguments(procedure, arguments, "@loginame").Text("@loginame"))), batch.Writer, attention);
                break;
            case "sp_helpdb":
                await SendAsync(ServerViews.HelpDatabases(Catalog(Database), new ProcedureArguments(procedure, arguments, "@dbname").Text("@dbname")),
                    batch.Writer, attention);
                break;
            case "sp_databases":
                await SendAsync(ServerViews.DatabaseSizes(Catalog(Database)), batch.Writer, attention);
                break;
            case "sp_configure":
                await ConfigureAsync(new(procedure, arguments, "@configname", "@configvalue"), batch, attention);
                break;
            case "sp_add_schedule" or "sp_attach_schedule" or "sp_update_job" or "sp_add_job" or "sp_add_jobstep" or "sp_add_jobserver" or "sp_start_job"
                or "sp_delete_job":
                throw SqlErrors.NotSupported($"{procedure}: SQL Server Agent");
            default:
                return await ExecuteLogShippingAsync(procedure, database, arguments, batch, attention);
        }

        return 0;
    }

    /// <summary>Once, or again and again until an attention; each look is sent at once.</summary>
    private async ValueTask DiagnoseAsync(int interval, IResultWriter writer, CancellationToken attention)
    {
        DatabaseAccess.RequireState(MayIn(Database), "VIEW SERVER STATE");
        if (interval is not 0 and < ShortestInterval)
        {
            throw new SqlErrorException(15021, 16, 2,
                $"Invalid value given for parameter @repeat_interval: 0, or {ShortestInterval} seconds and more. Specify a valid parameter value.");
        }

        await writer.ColumnsAsync(ServerDiagnostics.Columns, attention);
        var count = 0L;
        while (true)
        {
            foreach (var row in ServerDiagnostics.Rows(_instance))
            {
                await writer.RowAsync(row, attention);
                count++;
            }

            if (interval is 0)
            {
                await writer.DoneAsync(count, attention);
                return;
            }

            await writer.FlushAsync(attention);
            await Task.Delay(TimeSpan.FromSeconds(interval), Time, attention);
        }
    }

    /// <summary>All sessions, those of a login, one by its id, or those that do something; without VIEW SERVER STATE the caller's own.</summary>
    private IReadOnlyList<SessionInfo> Listed(string? which)
    {
        var seen = MayIn(Database).Allows("VIEW SERVER PERFORMANCE STATE") ? _instance.Sessions.All : [_info];
        return which switch
        {
            null => seen,
            _ when Same(which, "active") => [.. seen.Where(session => session.Status is not "sleeping")],
            _ when short.TryParse(which, out var id) => [.. seen.Where(session => session.Id == id)],
            _ when _instance.FindLogin(which) is not null => [.. seen.Where(session => Same(session.LoginName, which))],
            _ => throw new SqlErrorException(15007, 16, 1, $"'{which}' is not a valid login or you do not have permission."),
        };
    }

    private async ValueTask ConfigureAsync(ProcedureArguments given, BatchContext batch, CancellationToken attention)
    {
        var shown = ServerOption.All.Where(option => !option.IsAdvanced || _instance.IsInUse(ServerOption.ShowAdvanced)).ToArray();
        if (given.Text("@configname") is not { } name)
        {
            await SendAsync(ServerViews.Options(_instance, shown), batch.Writer, attention);
            return;
        }

        var found = shown.Where(option => option.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (found.Length is not 1)
        {
            throw found.Length > 1
                ? new SqlErrorException(15124, 16, 1, $"The configuration option '{name}' is not unique.")
                : new SqlErrorException(15123, 16, 1, $"The configuration option '{name}' does not exist, or it may be an advanced option.");
        }

        if (given.Integer("@configvalue") is not { } value)
        {
            await SendAsync(ServerViews.Options(_instance, found), batch.Writer, attention);
            return;
        }

        if (!MayIn(Database).Allows("ALTER SETTINGS"))
        {
            throw new SqlErrorException([StatementAccess.NoPermission]);
        }

        var old = _instance.ConfiguredValue(found[0]);
        _instance.Configure(found[0], value);
        await batch.Writer.InfoAsync(
            new(15457, 0, 1, $"Configuration option '{found[0].Name}' changed from {old} to {value}. Run the RECONFIGURE statement to install."), attention);
    }

    private async ValueTask<int> ExecuteLogShippingAsync(
        string procedure, string database, IReadOnlyList<EvaluatedArgument> arguments, BatchContext batch, CancellationToken attention)
    {
        var help = LogShippingViews.Help(procedure, _instance);
        if (help is null && !LogShippingProcedures.Knows(procedure))
        {
            throw SqlErrors.UnknownProcedure(procedure);
        }

        if (!Login.IsSysadmin)
        {
            throw new SqlErrorException(21089, 16, 1, "Only members of the sysadmin fixed server role can perform this operation.");
        }

        if (!Same(database, "master"))
        {
            throw new SqlErrorException(5001, 16, 1, "User must be in the master database.");
        }

        if (help is not null)
        {
            await SendAsync(help, batch.Writer, attention);
            return 0;
        }

        new LogShippingProcedures(_instance).Execute(procedure, arguments, batch);
        return 0;
    }
}

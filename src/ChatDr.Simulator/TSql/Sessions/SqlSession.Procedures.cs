using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Catalog;
using ChatDr.Simulator.TSql.Execution;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>The system procedures.</summary>
internal sealed partial class SqlSession
{
    /// <inheritdoc/>
    public async ValueTask<int> ExecuteProcedureAsync(string procedure, IReadOnlyList<EvaluatedArgument> arguments, BatchContext batch, CancellationToken attention)
    {
        switch (procedure)
        {
            case "sp_set_session_context":
                var context = new ProcedureArguments(procedure, arguments, "@key", "@value", "@read_only");
                SetContext(context.RequiredText("@key"), context.Value("@value"), context.Flag("@read_only") ?? false);
                return 0;
            case "sp_reset_connection":
                await ResetAsync(false, attention);
                return 0;
            case "xp_dirtree":
                var tree = new ProcedureArguments(procedure, arguments, "@path", "@depth", "@file");
                var files = tree.Flag("@file") ?? false;
                var folder = _instance.Options.MapPath(tree.RequiredText("@path"));
                await SendAsync(new(files ? DirectoryTree.FoldersAndFiles : DirectoryTree.Folders, () => DirectoryTree.List(folder, tree.Integer("@depth") ?? 0, files)), batch.Writer, attention);
                return 0;
            case "sp_server_diagnostics":
                DatabaseAccess.RequireState(MayIn(Database), "VIEW SERVER STATE");
                if (new ProcedureArguments(procedure, arguments, "@repeat_interval").Integer("@repeat_interval") is not null and not 0)
                {
                    throw SqlErrors.NotSupported("sp_server_diagnostics @repeat_interval");
                }

                await SendAsync(ServerDiagnostics.Once(_instance), batch.Writer, attention);
                return 0;
            case "sp_readerrorlog" or "xp_readerrorlog" or "sp_enumerrorlogs" or "xp_enumerrorlogs" or "sp_cycle_errorlog":
                await ExecuteErrorLogAsync(procedure, arguments, batch, attention);
                return 0;
            case "sp_delete_backuphistory" or "sp_delete_database_backuphistory" or "xp_delete_file":
                ExecuteBackupHistory(procedure, arguments);
                return 0;
            case "sp_dbmmonitoraddmonitoring" or "sp_dbmmonitorchangemonitoring" or "sp_dbmmonitordropmonitoring" or "sp_dbmmonitorhelpmonitoring" or "sp_dbmmonitorupdate" or "sp_dbmmonitorresults":
                await ExecuteMonitorAsync(procedure, arguments, batch, attention);
                return 0;
            case "sp_who2" when arguments.Count is 0:
                await SendAsync(SessionViews.Who(_instance), batch.Writer, attention);
                return 0;
            case "sp_helpdb" when arguments.Count is 0:
                await SendAsync(HelpDatabases(), batch.Writer, attention);
                return 0;
            case "sp_who2" or "sp_helpdb":
                throw SqlErrors.NotSupported($"{procedure} with an argument");
            default:
                throw SqlErrors.UnknownProcedure(procedure);
        }
    }

    private void SetContext(string key, object? value, bool readOnly)
    {
        if (_state.Context.TryGetValue(key, out var old) && old.ReadOnly)
        {
            throw new SqlErrorException(15664, 16, 1, $"Cannot set key '{key}' in the session context. The key has been set as read_only for this session.");
        }

        _state.Context[key] = (value, readOnly);
    }

    private static async ValueTask SendAsync(Relation relation, IResultWriter writer, CancellationToken attention)
    {
        await writer.ColumnsAsync(relation.Columns, attention);
        long count = 0;
        foreach (var row in relation.Rows())
        {
            await writer.RowAsync(row, attention);
            count++;
        }

        await writer.DoneAsync(count, attention);
    }

    private Relation HelpDatabases() => ViewBuilder.View(
        "name sysname, owner sysname, dbid smallint, created nvarchar11, status nvarchar600",
        () => _instance.Databases.Select(database => (object?[])
        [
            database.Name, _instance.Logins.FirstOrDefault(login => login.Sid == database.File.OwnerSid)?.Name, (short)database.Id, database.File.Created.ToString("MMM dd yyyy", System.Globalization.CultureInfo.InvariantCulture),
            $"Status={database.Status.ToString().ToUpperInvariant()}, Updateability=READ_WRITE, UserAccess=MULTI_USER, Recovery={(database.RecoveryModel is RecoveryModel.BulkLogged ? "BULK_LOGGED" : database.RecoveryModel.ToString().ToUpperInvariant())}",
        ]));
}

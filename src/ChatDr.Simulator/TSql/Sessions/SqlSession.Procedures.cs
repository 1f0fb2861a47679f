using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Execution;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>The system procedures.</summary>
internal sealed partial class SqlSession
{
    /// <inheritdoc/>
    public ValueTask<int> ExecuteProcedureAsync(string procedure, IReadOnlyList<EvaluatedArgument> arguments, BatchContext batch, CancellationToken attention)
    {
        var name = NameIn(procedure);
        return ExecuteProcedureAsync(name.Name, name.Database ?? Database, arguments, batch, attention);
    }

    /// <param name="procedure">Its name alone.</param>
    /// <param name="database">Where it runs: the database that it was called in, or the current one.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="batch">Takes results and outputs.</param>
    /// <param name="attention">The client gave up.</param>
    private async ValueTask<int> ExecuteProcedureAsync(
        string procedure, string database, IReadOnlyList<EvaluatedArgument> arguments, BatchContext batch, CancellationToken attention)
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
                await SendAsync(
                    new(files ? DirectoryTree.FoldersAndFiles : DirectoryTree.Folders, () => DirectoryTree.List(folder, tree.Integer("@depth") ?? 0, files)),
                    batch.Writer, attention);
                return 0;
            case "sp_delete_backuphistory" or "sp_delete_database_backuphistory" or "xp_delete_file":
                ExecuteBackupHistory(procedure, arguments);
                return 0;
            case "sp_dbmmonitoraddmonitoring" or "sp_dbmmonitorchangemonitoring" or "sp_dbmmonitordropmonitoring" or "sp_dbmmonitorhelpmonitoring"
                or "sp_dbmmonitorupdate" or "sp_dbmmonitorresults":
                await ExecuteMonitorAsync(procedure, database, arguments, batch, attention);
                return 0;
            default:
                return await ExecuteServerProcedureAsync(procedure, database, arguments, batch, attention);
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
}

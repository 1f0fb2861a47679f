using System.Threading.Channels;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.TSql.Catalog;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>BACKUP and RESTORE.</summary>
internal sealed partial class SqlSession
{
    private ValueTask ExecuteBackupAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        if (_state.TransactionCount > 0)
        {
            throw BackupErrors.InTransaction();
        }

        return statement switch
        {
            BackupStatement backup => BackupAsync(backup, batch, attention),
            RestoreStatement restore => RestoreAsync(restore, batch, attention),
            _ => throw SqlErrors.NotSupported(statement.GetType().Name),
        };
    }

    /// <summary>A statement with the database named that its variable holds, so that permissions can be judged.</summary>
    private static Statement Bind(Statement statement, BatchContext batch) => statement switch
    {
        BackupStatement { Database.IsVariable: true } backup => backup with { Database = Named(backup.Database, batch) },
        RestoreStatement { Database: { IsVariable: true } database } restore => restore with { Database = Named(database, batch) },
        _ => statement,
    };

    private static TextOrVariable Named(TextOrVariable name, BatchContext batch) => new(new BackupArguments(batch, new()).Text(name));

    private async ValueTask BackupAsync(BackupStatement statement, BatchContext batch, CancellationToken attention)
    {
        var arguments = new BackupArguments(batch, statement.Options);
        var (database, file) = (arguments.Text(statement.Database), arguments.File(statement.Devices));
        var options = arguments.Backup(statement.Log, Login.Name, Time.GetUtcNow().UtcDateTime, _instance.IsInUse);
        var agreed = await _instance.AvailabilityGroups.AgreeOnLogBackupAsync(database, statement.Log, options, attention);
        options = options with { Agreed = agreed };
        await RunAsync(
            statement.Log ? "BACKUP LOG" : "BACKUP DATABASE",
            arguments.Stats,
            run => (statement.Log ? _instance.BackupLog(database, file, options, _info, run) : _instance.BackupDatabase(database, file, options, run)).Messages,
            batch,
            attention);
        if (agreed is { } range && await _instance.AvailabilityGroups.NoteLogBackupAsync(database, range, attention) is { } warning)
        {
            await batch.Writer.InfoAsync(warning, attention);
        }
    }

    private ValueTask RestoreAsync(RestoreStatement statement, BatchContext batch, CancellationToken attention)
    {
        var arguments = new BackupArguments(batch, statement.Options);
        switch (statement.Kind)
        {
            case RestoreKind.HeaderOnly:
                return SendAsync(BackupViews.HeaderOnly(_instance.ReadHeaders(arguments.File(statement.Devices), arguments.Position)), batch.Writer, attention);
            case RestoreKind.FileListOnly:
                return SendAsync(BackupViews.FileListOnly(_instance.ReadFileList(arguments.File(statement.Devices), arguments.Position)), batch.Writer,
                    attention);
            case RestoreKind.LabelOnly:
                return SendAsync(BackupViews.LabelOnly(_instance.ReadLabel(arguments.File(statement.Devices))), batch.Writer, attention);
            case RestoreKind.VerifyOnly:
                var verified = arguments.File(statement.Devices);
                return RunAsync("RESTORE VERIFYONLY", arguments.Stats, run => _instance.VerifyBackup(verified, arguments.Position, arguments.Has("CHECKSUM"),
                    run).Messages, batch, attention);
            default:
                return RestoreDataAsync(statement, arguments, batch, attention);
        }
    }

    private async ValueTask RestoreDataAsync(RestoreStatement statement, BackupArguments arguments, BatchContext batch, CancellationToken attention)
    {
        var database = arguments.Text(statement.Database!.Value);
        var (log, options) = (statement.Kind is RestoreKind.Log, arguments.Restore(Login.Name));
        if (statement.Devices.Count is 0)
        {
            if (options.NoRecovery)
            {
                throw SqlErrors.NotSupported("RESTORE … WITH NORECOVERY without FROM");
            }

            await RunAsync("RESTORE DATABASE", null, _ => _instance.RecoverDatabase(database), batch, attention);
            return;
        }

        var file = arguments.File(statement.Devices);
        var isNew = _instance.FindDatabase(database) is null;
        await RunAsync(
            log ? "RESTORE LOG" : "RESTORE DATABASE",
            arguments.Stats,
            run => (log ? _instance.RestoreLog(database, file, options, run) : _instance.RestoreDatabase(database, file, options, run)).Messages,
            batch,
            attention);
        if (isNew && _instance.FindDatabase(database) is { } restored)
        {
            Own(restored);
        }
    }

    /// <summary>
    /// sp_delete_backuphistory takes out the backup sets that finished before a date, with their restores; sp_delete_database_backuphistory those of a database
    /// (Microsoft Learn, pages of these names). xp_delete_file is not documented.
    /// </summary>
    private void ExecuteBackupHistory(string procedure, IReadOnlyList<EvaluatedArgument> arguments)
    {
        if (!Login.IsSysadmin)
        {
            throw new SqlErrorException([StatementAccess.NoPermission]);
        }

        switch (procedure)
        {
            case "sp_delete_backuphistory":
                var oldest = new ProcedureArguments(procedure, arguments, "@oldest_date").Date("@oldest_date")
                    ?? throw SqlErrors.MissingParameter(procedure, "@oldest_date");
                _instance.History.Remove(entry => entry.Header.Finished < oldest);
                break;
            case "sp_delete_database_backuphistory":
                var database = new ProcedureArguments(procedure, arguments, "@database_name").RequiredText("@database_name");
                _instance.History.Remove(entry => string.Equals(entry.Header.DatabaseName, database, StringComparison.OrdinalIgnoreCase));
                break;
            default:
                throw SqlErrors.NotSupported(procedure);
        }
    }

    /// <summary>Runs the engine's work beside the session, which passes its messages on as they come, shows its progress, and can be interrupted.</summary>
    private async ValueTask RunAsync(string command, int? stats, Func<BackupRun, IReadOnlyList<SqlError>> work, BatchContext batch, CancellationToken attention)
    {
        var messages = Channel.CreateUnbounded<SqlError>(new() { SingleReader = true });
        var run = new BackupRun(Time, attention) { Caller = _info, Stats = stats, Say = message => messages.Writer.TryWrite(message) };
        (_info.Command, _info.Progress) = (command, run);
        try
        {
            var working = Task.Run(() =>
            {
                try
                {
                    return work(run);
                }
                finally
                {
                    messages.Writer.Complete();
                }
            }, CancellationToken.None);
            await foreach (var message in messages.Reader.ReadAllAsync(CancellationToken.None))
            {
                await batch.Writer.InfoAsync(message, CancellationToken.None);
            }

            foreach (var message in await working)
            {
                await batch.Writer.InfoAsync(message, attention);
            }
        }
        finally
        {
            _info.Progress = null;
        }
    }
}

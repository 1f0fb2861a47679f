using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Catalog;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>BACKUP and RESTORE.</summary>
internal sealed partial class SqlSession
{
    private async ValueTask ExecuteBackupAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        IReadOnlyList<SqlError> messages = [];
        switch (statement)
        {
            case BackupStatement { Files.Count: > 1 } or RestoreStatement { Files.Count: > 1 }:
                throw SqlErrors.NotSupported("striped backup");
            case BackupStatement backup:
                var options = new Engine.Backups.BackupOptions
                {
                    CopyOnly = backup.Options.CopyOnly,
                    NoRecovery = backup.Options.NoRecovery,
                    NoTruncate = backup.Options.NoTruncate,
                    Checksum = backup.Options.Checksum,
                    Compression = backup.Options.Compression,
                    Overwrite = backup.Options.Init || backup.Options.Format,
                    Name = backup.Options.Name,
                    Description = backup.Options.Description,
                    UserName = Login.Name,
                };
                messages = await Task.Run(() => backup.Log ? _instance.BackupLog(backup.Database, backup.Files[0], options, _info).Messages : _instance.BackupDatabase(backup.Database, backup.Files[0], options).Messages, attention);
                break;
            case RestoreStatement { Kind: RestoreKind.Database or RestoreKind.Log } restore:
                messages = Restore(restore);
                break;
            case RestoreStatement { Kind: RestoreKind.VerifyOnly } verify:
                messages = _instance.VerifyBackup(verify.Files[0]).Messages;
                break;
            case RestoreStatement look:
                var headers = _instance.ReadHeaders(look.Files[0]).Select(set => set.Header).ToArray();
                var relation = look.Kind is RestoreKind.HeaderOnly ? BackupViews.HeaderOnly(headers) : BackupViews.FileListOnly(headers[(look.Options.File ?? 1) - 1]);
                await batch.Writer.ColumnsAsync(relation.Columns, attention);
                foreach (var row in relation.Rows())
                {
                    await batch.Writer.RowAsync(row, attention);
                }

                await batch.Writer.DoneAsync(relation.Rows().Count(), attention);
                break;
            default:
                throw SqlErrors.NotSupported(statement.GetType().Name);
        }

        foreach (var message in messages)
        {
            await batch.Writer.InfoAsync(message, attention);
        }
    }

    private IReadOnlyList<SqlError> Restore(RestoreStatement restore)
    {
        if (restore.Files.Count is 0)
        {
            if (restore.Options.NoRecovery)
            {
                throw SqlErrors.NotSupported("RESTORE … WITH NORECOVERY without FROM");
            }

            return _instance.RecoverDatabase(restore.Database!);
        }

        var options = new Engine.Backups.RestoreOptions
        {
            NoRecovery = restore.Options.NoRecovery,
            Replace = restore.Options.Replace,
            Moves = restore.Options.Moves.ToDictionary(),
            Position = restore.Options.File,
            UserName = Login.Name,
        };
        return (restore.Kind is RestoreKind.Log ? _instance.RestoreLog(restore.Database!, restore.Files[0], options) : _instance.RestoreDatabase(restore.Database!, restore.Files[0], options)).Messages;
    }
}

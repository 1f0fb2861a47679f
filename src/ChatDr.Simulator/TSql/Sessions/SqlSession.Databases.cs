using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>CREATE, ALTER and DROP DATABASE.</summary>
internal sealed partial class SqlSession
{
    private async ValueTask ExecuteDatabaseAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        switch (statement)
        {
            case CreateDatabaseStatement create:
                Own(_instance.CreateDatabase(create.Name, create.Data, create.Log));
                break;
            case DropDatabaseStatement drop:
                foreach (var name in drop.Names.Where(name => !drop.IfExists || _instance.FindDatabase(name) is not null))
                {
                    _instance.DropDatabase(name);
                }

                break;
            case AlterDatabaseStatement alter:
                await AlterDatabaseAsync(alter.Name ?? Database, alter.Change, batch, attention);
                break;
            default:
                throw SqlErrors.NotSupported(statement.GetType().Name);
        }
    }

    private async ValueTask AlterDatabaseAsync(string name, DatabaseChange change, BatchContext batch, CancellationToken attention)
    {
        if (!Instance.SystemDatabases.ContainsKey(name) && _instance.FindDatabase(name) is null)
        {
            throw Instance.CannotAlter(name);
        }

        if (change is SetPartner or SetWitness)
        {
            await AlterMirroringAsync(name, change, attention);
            return;
        }

        var database = _instance.GetDatabase(name);
        switch (change)
        {
            case SetRecoveryModel recovery:
                var model = recovery.Model switch { "FULL" => RecoveryModel.Full, "SIMPLE" => RecoveryModel.Simple, _ => RecoveryModel.BulkLogged };
                await Instance.SetRecoveryAsync(database, model, attention);
                break;
            case SetOnline online:
                await _instance.SetOnlineAsync(database, online.Online, online.Termination, _info, attention);
                break;
            case SetDatabaseOption option:
                await _instance.SetOptionsAsync(database, option.Change, option.Termination, _info, attention);
                break;
            case ModifyName rename:
                _instance.Rename(database, rename.Name, _info);
                break;
            case ModifyFile modify:
                Instance.ModifyFile(database, modify.File);
                break;
            case SetHadr { Action: "OFF" }:
                _instance.AvailabilityGroups.LeaveDatabase(name);
                break;
            case SetHadr hadr:
                await _instance.AvailabilityGroups.SetSuspendedAsync(name, hadr.Action is "SUSPEND", attention);
                break;
            case JoinHadr join:
                if (!await _instance.AvailabilityGroups.JoinDatabaseAsync(join.AvailabilityGroup, name, attention))
                {
                    await batch.Writer.InfoAsync(
                        new(41145, 10, 1,
                            $"Cannot join database '{name}' to availability group '{join.AvailabilityGroup}': it has joined already. This is an informational "
                                + "message."),
                        attention);
                }

                break;
            default:
                throw SqlErrors.NotSupported($"ALTER DATABASE … {change.GetType().Name}");
        }
    }
}

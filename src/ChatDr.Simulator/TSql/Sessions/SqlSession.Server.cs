using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Catalog;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>The statements about the instance: databases, backups, security, endpoints and availability groups.</summary>
internal sealed partial class SqlSession
{
    private async ValueTask ExecuteDatabaseAsync(Statement statement, CancellationToken attention)
    {
        switch (statement)
        {
            case CreateDatabaseStatement create:
                _instance.CreateDatabase(create.Name);
                break;
            case DropDatabaseStatement drop:
                foreach (var name in drop.Names.Where(name => !drop.IfExists || _instance.FindDatabase(name) is not null))
                {
                    _instance.DropDatabase(name);
                }

                break;
            case AlterDatabaseStatement alter:
                await AlterDatabaseAsync(alter.Name ?? Database, alter.Change, attention);
                break;
            default:
                throw SqlErrors.NotSupported(statement.GetType().Name);
        }
    }

    private async ValueTask AlterDatabaseAsync(string name, DatabaseChange change, CancellationToken attention)
    {
        var database = _instance.GetDatabase(name);
        switch (change)
        {
            case SetRecoveryModel recovery:
                var model = recovery.Model switch { "FULL" => RecoveryModel.Full, "SIMPLE" => RecoveryModel.Simple, _ => RecoveryModel.BulkLogged };
                await Instance.SetRecoveryAsync(database, model, attention);
                break;
            case SetOnline online:
                if (online.RollbackImmediate)
                {
                    _instance.Sessions.Disconnect(name, _info);
                }

                _instance.SetOnline(database, online.Online);
                break;
            case SetUserAccess { Access: not "MULTI_USER" } access:
                throw SqlErrors.NotSupported($"ALTER DATABASE … SET {access.Access}");
            case SetUserAccess:
                // Every database is MULTI_USER, so there is nothing to change.
                Instance.RefuseInGroup(database, "ALTER DATABASE");
                break;
            case SetHadr { Action: "OFF" }:
                throw SqlErrors.NotSupported("ALTER DATABASE … SET HADR OFF");
            case SetHadr hadr:
                _instance.AvailabilityGroups.SetSuspended(name, hadr.Action is "SUSPEND");
                break;
            case JoinHadr join:
                await _instance.AvailabilityGroups.JoinDatabaseAsync(join.AvailabilityGroup, name, attention);
                break;
            case SetUpdateability update:
                throw SqlErrors.NotSupported($"ALTER DATABASE … SET {(update.ReadOnly ? "READ_ONLY" : "READ_WRITE")}");
            case SetPartner or SetWitness when _personality is Personality.Windows:
                throw SqlErrors.NotSupported("ALTER DATABASE … SET PARTNER/WITNESS");
            case SetPartner or SetWitness:
                throw SqlErrors.NotSupported("ALTER DATABASE … SET PARTNER/WITNESS: database mirroring does not exist in SQL Server on Linux; it");
            default:
                throw SqlErrors.NotSupported($"ALTER DATABASE … {change.GetType().Name}");
        }
    }

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
                    UserName = _login.Name,
                };
                messages = backup.Log ? _instance.BackupLog(backup.Database, backup.Files[0], options, _info).Messages : _instance.BackupDatabase(backup.Database, backup.Files[0], options).Messages;
                break;
            case RestoreStatement { Kind: RestoreKind.Database or RestoreKind.Log } restore:
                messages = Restore(restore);
                break;
            case RestoreStatement { Kind: RestoreKind.VerifyOnly } verify:
                _instance.VerifyBackup(verify.Files[0]);
                messages = [new(3262, 10, 1, $"The backup set on file 1 is valid.")];
                break;
            case RestoreStatement look:
                var headers = _instance.ReadHeaders(look.Files[0]);
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

            _instance.RecoverDatabase(restore.Database!);
            return [];
        }

        var options = new Engine.Backups.RestoreOptions
        {
            NoRecovery = restore.Options.NoRecovery,
            Replace = restore.Options.Replace,
            Moves = restore.Options.Moves.ToDictionary(),
            Position = restore.Options.File,
            UserName = _login.Name,
        };
        return (restore.Kind is RestoreKind.Log ? _instance.RestoreLog(restore.Database!, restore.Files[0], options) : _instance.RestoreDatabase(restore.Database!, restore.Files[0], options)).Messages;
    }

    private async ValueTask ExecuteGroupAsync(Statement statement, CancellationToken attention)
    {
        var groups = _instance.AvailabilityGroups;
        switch (statement)
        {
            case CreateAvailabilityGroupStatement create:
                GroupOptions.RequireSimulated(create.Options);
                await groups.CreateAsync(create.Name, create.Options.GetValueOrDefault("DB_FAILOVER") is "ON", [.. create.Replicas.Select(GroupOptions.Replica)], create.Databases, attention);
                break;
            case DropAvailabilityGroupStatement drop when !drop.IfExists || groups.Find(drop.Name) is not null:
                groups.Drop(drop.Name);
                break;
            case AlterAvailabilityGroupStatement alter:
                await AlterGroupAsync(alter.Name, alter.Change, groups, attention);
                break;
            default:
                break;
        }
    }

    private async Task AlterGroupAsync(string name, AvailabilityGroupChange change, AvailabilityGroups groups, CancellationToken attention)
    {
        switch (change)
        {
            case TakeOffline:
                groups.TakeOffline(name);
                break;
            case FailOver failover:
                var isExternal = _state.Context.TryGetValue("external_cluster", out var context) && string.Equals(context.Value as string, "yes", StringComparison.OrdinalIgnoreCase);
                await groups.FailOverAsync(name, failover.AllowDataLoss, isExternal, attention);
                break;
            case JoinGroup { ClusterType: "EXTERNAL" }:
                await groups.JoinAsync(name, attention);
                break;
            case ChangeCreateAnyDatabase grant:
                groups.GrantCreateAnyDatabase(name, grant.Grant);
                break;
            case ChangeGroupDatabases databases:
                foreach (var database in databases.Databases)
                {
                    await (databases.Add ? groups.AddDatabaseAsync(name, database, attention) : groups.RemoveDatabaseAsync(name, database, attention));
                }

                break;
            case AddReplicas add:
                foreach (var replica in add.Replicas)
                {
                    await groups.AddReplicaAsync(name, GroupOptions.Replica(replica), attention);
                }

                break;
            case RemoveReplicas remove:
                foreach (var server in remove.ServerNames)
                {
                    await groups.RemoveReplicaAsync(name, server, attention);
                }

                break;
            case ModifyReplicas:
                throw SqlErrors.NotSupported("ALTER AVAILABILITY GROUP … MODIFY REPLICA");
            case SetGroupOptions { Options.Count: 1 } set when set.Options.GetValueOrDefault("ROLE") is "SECONDARY":
                await groups.SetRoleSecondaryAsync(name, attention);
                break;
            case SetGroupOptions { Options.Count: 1 } set when set.Options.TryGetValue("REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT", out var count) && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                await groups.SetRequiredSynchronizedSecondariesAsync(name, number, attention);
                break;
            case SetGroupOptions set:
                throw SqlErrors.NotSupported($"ALTER AVAILABILITY GROUP … SET ({string.Join(", ", set.Options.Select(option => $"{option.Key} = {option.Value}"))})");
            default:
                throw SqlErrors.NotSupported($"ALTER AVAILABILITY GROUP … {change.GetType().Name}");
        }
    }

    private void ExecuteSecurity(Statement statement)
    {
        switch (statement)
        {
            case CreateLoginStatement create:
                _instance.CreateLogin(create.Name, create.Options.Password!, create.Options.Sid, create.Options.DefaultDatabase ?? "master");
                break;
            case AlterLoginStatement alter:
                AlterLogin(alter);
                break;
            case DropLoginStatement drop:
                _instance.DropLogin(drop.Name);
                break;
            case AlterRoleStatement role:
                _instance.AlterLogin(role.Member, login => login with { ServerRoles = [.. login.ServerRoles.Where(other => !Same(other, role.Role)), .. role.Add ? [role.Role.ToLowerInvariant()] : Array.Empty<string>()] });
                break;
            case PermissionStatement { Action: "DENY" } or PermissionStatement { WithGrantOption: true }:
                throw SqlErrors.NotSupported("DENY and WITH GRANT OPTION");
            case PermissionStatement permission:
                ChangePermissions(permission);
                break;
            case MasterKeyStatement { Action: MasterKeyAction.Create }:
                _instance.CreateMasterKey();
                break;
            case CreateCertificateStatement { PrivateKey: null } certificate:
                CreateCertificate(certificate);
                break;
            case DropCertificateStatement drop:
                _instance.DropCertificate(drop.Name);
                break;
            case BackupCertificateStatement { PrivateKey: null } backup:
                var found = _instance.Certificates.FirstOrDefault(other => Same(other.Name, backup.Name)) ?? throw new SqlErrorException(15151, 16, 1, $"Cannot find the certificate '{backup.Name}', because it does not exist or you do not have permission.");
                File.WriteAllBytes(_instance.Options.MapPath(backup.File), found.Encoded);
                break;
            case CreateCertificateStatement or BackupCertificateStatement:
                throw SqlErrors.NotSupported("CERTIFICATE … WITH PRIVATE KEY");
            case CreateEndpointStatement create:
                _instance.CreateEndpoint(Endpoint(create.Name, create.Options, null));
                break;
            case AlterEndpointStatement alter:
                _instance.SetEndpoint(Endpoint(alter.Name, alter.Options, ExistingEndpoint(alter.Name)));
                break;
            case DropEndpointStatement drop:
                ExistingEndpoint(drop.Name);
                _instance.SetEndpoint(null);
                break;
            default:
                throw SqlErrors.NotSupported(statement.GetType().Name.Replace("Statement", "", StringComparison.Ordinal));
        }
    }

    private void AlterLogin(AlterLoginStatement alter)
    {
        if (alter.Options.Password is { } password)
        {
            _instance.SetPassword(alter.Name, password);
        }

        _instance.AlterLogin(alter.Name, login => login with
        {
            IsDisabled = alter.Enable is null ? login.IsDisabled : alter.Enable is false,
            DefaultDatabase = alter.Options.DefaultDatabase ?? login.DefaultDatabase,
            Name = alter.Options.NewName ?? login.Name,
        });
    }

    private void ChangePermissions(PermissionStatement statement)
    {
        var suffix = statement.Class is null ? "" : $" ON {statement.Class}::{statement.Securable}";
        if (statement.Permissions.FirstOrDefault(permission => !IsEffective(permission, statement.Class)) is { } other)
        {
            throw SqlErrors.NotSupported($"{statement.Action} {other}{suffix}");
        }

        foreach (var principal in statement.Principals)
        {
            _instance.AlterLogin(principal, login => login with
            {
                Permissions = [.. login.Permissions.Where(other => !statement.Permissions.Any(permission => Same(other, permission + suffix))), .. statement.Action is "GRANT" ? statement.Permissions.Select(permission => permission + suffix) : []],
            });
        }
    }

    /// <summary>Whether having the permission means something here: who may connect to the endpoint is checked, and catalog views are open to every login.</summary>
    private static bool IsEffective(string permission, string? securableClass) => securableClass is "ENDPOINT"
        ? permission is "CONNECT"
        : securableClass is null && permission is "VIEW SERVER STATE" or "VIEW SERVER PERFORMANCE STATE" or "VIEW SERVER SECURITY STATE" or "VIEW ANY DEFINITION" or "VIEW ANY DATABASE" or "CONNECT SQL";

    private void CreateCertificate(CreateCertificateStatement certificate)
    {
        if (certificate.Subject is { } subject)
        {
            _instance.CreateCertificate(certificate.Name, subject, Date(certificate.StartDate), Date(certificate.ExpiryDate), certificate.Owner ?? "dbo");
            return;
        }

        var encoded = certificate.Binary;
        if (certificate.File is { } file)
        {
            var path = _instance.Options.MapPath(file);
            encoded = File.Exists(path) ? File.ReadAllBytes(path) : throw new SqlErrorException(15208, 16, 1, "The certificate, asymmetric key, or private key file is not valid or does not exist; or you do not have permissions for it.");
        }

        _instance.CreateCertificate(certificate.Name, encoded!, certificate.Owner ?? "dbo");
    }

    private static DateTimeOffset? Date(string? text) => text is null ? null : new DateTimeOffset((DateTime)Values.SqlConversion.To(text, SqlType.DateTime2())!, TimeSpan.Zero);

    private MirroringEndpoint ExistingEndpoint(string name) => _instance.Endpoint is { } endpoint && Same(endpoint.Name, name) ? endpoint
        : throw new SqlErrorException(15151, 16, 1, $"Cannot alter the endpoint '{name}', because it does not exist or you do not have permission.");

    private static MirroringEndpoint Endpoint(string name, EndpointOptions options, MirroringEndpoint? old) => Unsimulated(options) is { } option ? throw SqlErrors.NotSupported($"ENDPOINT … {option}") : new()
    {
        Name = old?.Name ?? name,
        Port = options.Port ?? old?.Port ?? throw SqlErrors.NotSupported("an endpoint without LISTENER_PORT"),
        IsStarted = options.State is null ? old?.IsStarted ?? false : options.State is "STARTED",
        Certificate = options.Certificate ?? old?.Certificate ?? throw SqlErrors.NotSupported("an endpoint without AUTHENTICATION = CERTIFICATE"),
        Role = options.Role ?? old?.Role ?? "ALL",
        Algorithm = options.Algorithm ?? old?.Algorithm ?? "AES",
    };

    private static string? Unsimulated(EndpointOptions options) => options switch
    {
        { Address: { } address } => $"LISTENER_IP = ({address})",
        { State: "DISABLED" } => "STATE = DISABLED",
        { Encryption: "SUPPORTED" or "DISABLED" } => $"ENCRYPTION = {options.Encryption}",
        { Algorithm: "RC4" } => "ALGORITHM RC4",
        _ => null,
    };

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;
using System.Globalization;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>Logins, roles, permissions, keys, certificates and the endpoint.</summary>
internal sealed partial class SqlSession
{
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

    private MirroringEndpoint Endpoint(string name, EndpointOptions options, MirroringEndpoint? old) => Unsimulated(options) is { } option ? throw SqlErrors.NotSupported($"ENDPOINT … {option}") : new()
    {
        Name = old?.Name ?? name,
        Port = options.Port ?? old?.Port ?? _instance.Options.MirroringPort,
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

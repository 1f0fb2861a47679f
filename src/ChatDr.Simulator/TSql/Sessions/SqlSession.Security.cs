using System.Net;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>The statements about security, and the endpoint.</summary>
internal sealed partial class SqlSession
{
    private bool _hasOpenMasterKey;

    private async ValueTask ExecuteSecurityAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        switch (statement)
        {
            case CreateLoginStatement create:
                CreateLogin(create);
                break;
            case AlterLoginStatement alter:
                AlterLogin(alter);
                break;
            case DropLoginStatement drop:
                await DropLoginAsync(drop.Name, batch, attention);
                break;
            case AlterRoleStatement role:
                AlterServerRole(role);
                break;
            case PermissionStatement permission:
                await ChangePermissionsAsync(permission, attention);
                break;
            case MasterKeyStatement key:
                ExecuteMasterKey(key);
                break;
            case CreateCertificateStatement certificate:
                CreateCertificate(certificate);
                break;
            case DropCertificateStatement drop:
                RequireMaster("CERTIFICATE");
                _instance.DropCertificate(drop.Name);
                break;
            case BackupCertificateStatement backup:
                BackupCertificate(backup);
                break;
            case CreateEndpointStatement or AlterEndpointStatement or DropEndpointStatement:
                ExecuteEndpoint(statement);
                break;
            case AlterAuthorizationStatement authorization:
                ChangeOwner(authorization);
                break;
            default:
                throw SqlErrors.NotSupported(statement.GetType().Name.Replace("Statement", "", StringComparison.Ordinal));
        }
    }

    private async ValueTask DropLoginAsync(string name, BatchContext batch, CancellationToken attention)
    {
        var login = _instance.FindLogin(name);
        _instance.DropLogin(name);
        var mapped = _instance.Databases.Any(database => database.AccessError() is null && database.Users.Any(user => user.Sid == login?.Sid))
            || _instance.MasterUsers.Any(user => user.Sid == login?.Sid);
        if (mapped)
        {
            await batch.Writer.InfoAsync(
                new(15477, 0, 1,
                    "Deleting server logins does not delete the database users associated with the logins. To complete the process, "
                        + "delete the users in each database."),
                attention);
        }
    }

    private void ExecuteEndpoint(Statement statement)
    {
        switch (statement)
        {
            case CreateEndpointStatement create:
                _instance.CreateEndpoint(Endpoint(create.Name, create.Options, null) with { OwnerSid = Login.Sid });
                break;
            case AlterEndpointStatement alter:
                _instance.SetEndpoint(Endpoint(alter.Name, alter.Options, ExistingEndpoint("alter", alter.Name)));
                break;
            case DropEndpointStatement drop:
                ExistingEndpoint("drop", drop.Name);
                _instance.SetEndpoint(null);
                _instance.ForgetGrants(SecurableClass.Endpoint, drop.Name);
                break;
            default:
                throw SqlErrors.NotSupported(statement.GetType().Name);
        }
    }

    private MirroringEndpoint ExistingEndpoint(string verb, string name) => _instance.Endpoint is { } endpoint && Same(endpoint.Name, name) ? endpoint
        : throw new SqlErrorException(15151, 16, 1, $"Cannot {verb} the endpoint '{name}', because it does not exist or you do not have permission.");

    /// <summary>
    /// Microsoft Learn, "CREATE ENDPOINT": the state is STOPPED, the role has no default, encryption is REQUIRED and, since SQL Server 2016, AES.
    /// </summary>
    private MirroringEndpoint Endpoint(string name, EndpointOptions options, MirroringEndpoint? old)
    {
        if (Unsimulated(options) is { } option)
        {
            throw SqlErrors.NotSupported($"ENDPOINT … {option}");
        }

        var role = options.Role ?? old?.Role ?? "ALL";
        EditionRules.RequireEndpoint(_instance.Options.Edition, role, old is null ? "CREATE" : "ALTER");
        return new()
        {
            Name = old?.Name ?? name,
            OwnerSid = old?.OwnerSid ?? "01",
            Port = options.Port ?? old?.Port ?? _instance.Options.MirroringPort,
            Address = options.Address is { } address ? RequireAddress(address) : options.IsAllAddresses ? null : old?.Address,
            IsStarted = options.State is null ? old?.IsStarted ?? false : options.State is "STARTED",
            IsDisabled = options.State is null ? old?.IsDisabled ?? false : options.State is "DISABLED",
            Certificate = options.Certificate ?? old?.Certificate ?? throw SqlErrors.NotSupported("an endpoint without AUTHENTICATION = CERTIFICATE"),
            Role = role,
            Encryption = options.Encryption ?? old?.Encryption ?? "REQUIRED",
            Algorithm = options.Algorithm ?? old?.Algorithm ?? "AES",
        };
    }

    private static string RequireAddress(string address) => IPAddress.TryParse(address, out _) ? address
        : throw new SqlErrorException(7879, 16, 1, $"The listener address '{address}' is no IP address.");

    /// <summary>RC4 is out of use since SQL Server 2012; without encryption nothing can be sent here, because the transport is TLS.</summary>
    private static string? Unsimulated(EndpointOptions options) => options switch
    {
        { Encryption: "DISABLED" } => "ENCRYPTION = DISABLED",
        { Algorithm: "RC4" } => "ALGORITHM RC4",
        _ => null,
    };

    private void ChangeOwner(AlterAuthorizationStatement authorization)
    {
        var login = _instance.FindLogin(authorization.Principal)
            ?? throw new SqlErrorException(
                15151, 16, 1, $"Cannot find the principal '{authorization.Principal}', because it does not exist or you do not have permission.");
        switch (authorization.Class)
        {
            case "DATABASE":
                _instance.GetDatabase(authorization.Securable.Name).ChangeFile(file => file with { OwnerSid = login.Sid });
                break;
            case "ENDPOINT":
                _instance.SetEndpoint(ExistingEndpoint("find", authorization.Securable.Name) with { OwnerSid = login.Sid });
                break;
            default:
                throw SqlErrors.NotSupported($"ALTER AUTHORIZATION ON {authorization.Class}");
        }
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

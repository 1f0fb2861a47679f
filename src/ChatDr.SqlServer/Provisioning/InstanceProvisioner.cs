using System.Security.Cryptography;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Provisioning;

/// <summary>
/// Makes an instance ready to take part in mirroring, and keeps its application login as wanted. Everything is looked up first, so it may run at any time.
/// </summary>
/// <param name="connector">Opens the sessions.</param>
public sealed class InstanceProvisioner(ISqlConnector connector)
{
    /// <summary>Asks the instance who it is.</summary>
    /// <exception cref="SqlServerException">It does not answer, or refuses.</exception>
    public async Task<InstanceIdentity> IdentifyAsync(SqlEndpoint endpoint, CancellationToken cancellationToken)
    {
        await using var session = await connector.OpenAsync(endpoint, null, cancellationToken);
        var row = (await session.QueryAsync(InstanceStatements.Identity(), cancellationToken))[0];
        // Clocks of client and server differ; the server's own two clocks tell its time zone, to the minute.
        var zone = TimeSpan.FromMinutes(Math.Round((row.Get<DateTime>("local_now") - row.Get<DateTime>("utc_now")).TotalMinutes));
        return new InstanceIdentity
        {
            ServerName = row.Get<string>("server_name"),
            Version = row.Get<string>("version"),
            Edition = row.Get<string>("edition"),
            Platform = row.Get<string>("host_platform"),
            Simulated = row.Get<string>("full_version").Contains("simulator", StringComparison.OrdinalIgnoreCase),
            StartedAt = new DateTimeOffset(DateTime.SpecifyKind(row.Get<DateTime>("started_at"), DateTimeKind.Unspecified), zone).ToUniversalTime(),
        };
    }

    /// <summary>Sees to master key, certificate and mirroring endpoint.</summary>
    /// <exception cref="SqlServerException">It does not answer, or refuses.</exception>
    public async Task EnsureEndpointAsync(SqlEndpoint endpoint, string serverName, int port, EndpointRole role, CancellationToken cancellationToken)
    {
        await using var session = await connector.OpenAsync(endpoint, null, cancellationToken);
        if ((await session.QueryAsync(CertificateStatements.FindMasterKey(), cancellationToken)).Count == 0)
        {
            // Nobody needs this password: the service master key opens the master key, and nothing encrypted by it leaves the instance.
            await session.ExecuteAsync(CertificateStatements.CreateMasterKey(RandomPassword()), cancellationToken);
        }

        if ((await session.QueryAsync(CertificateStatements.List(), cancellationToken)).All(row => row.GetText("name") != MirroringNames.Certificate))
        {
            await session.ExecuteAsync(CertificateStatements.Create(MirroringNames.Certificate, serverName), cancellationToken);
        }

        var found = await session.QueryAsync(EndpointStatements.Find(), cancellationToken);
        if (found.Count == 0)
        {
            await session.ExecuteAsync(EndpointStatements.Create(MirroringNames.Endpoint, port, MirroringNames.Certificate, role), cancellationToken);
        }
    }

    /// <summary>
    /// Sees to the application's login: there, with its SID, and enabled or disabled as wanted. Disabling also ends its sessions, so that nothing of it writes
    /// once this returns.
    /// </summary>
    /// <exception cref="SqlServerException">The instance does not answer, or refuses.</exception>
    public async Task EnsureLoginAsync(SqlEndpoint endpoint, LoginGoal login, CancellationToken cancellationToken)
    {
        await using var session = await connector.OpenAsync(endpoint, null, cancellationToken);
        var rows = await session.QueryAsync(LoginStatements.Find(login.Name), cancellationToken);
        var found = rows.Count > 0 ? rows[0] : null;
        if (found is null)
        {
            await session.ExecuteAsync(LoginStatements.Create(login.Name, login.Password, login.Sid), cancellationToken);
        }

        var isDisabled = found?.Get<bool>("is_disabled") ?? false;
        if (isDisabled != login.Disabled)
        {
            await session.ExecuteAsync(login.Disabled ? LoginStatements.Disable(login.Name) : LoginStatements.Enable(login.Name), cancellationToken);
        }

        if (login.Disabled)
        {
            await EndSessionsAsync(session, login.Name, cancellationToken);
        }
    }

    private static async Task EndSessionsAsync(ISqlSession session, string login, CancellationToken cancellationToken)
    {
        const int noSuchSession = 6106;
        foreach (var row in await session.QueryAsync(LoginStatements.Sessions(login), cancellationToken))
        {
            try
            {
                await session.ExecuteAsync(LoginStatements.Kill(row.Get<int>("session_id")), cancellationToken);
            }
            catch (SqlServerException gone) when (gone.Has(noSuchSession))
            {
                // It ended by itself between the two statements, which is what was wanted.
                continue;
            }
        }
    }

    /// <summary>A password that satisfies every complexity rule.</summary>
    internal static string RandomPassword() => "aA1!" + Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
}

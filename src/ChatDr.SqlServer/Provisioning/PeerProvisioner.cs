using System.Security.Cryptography;
using ChatDr.SqlServer.Mirroring;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Provisioning;

/// <summary>
/// Lets the members of a group into each other's mirroring endpoint: the public part of each certificate goes to all others, owned by a user whose login may
/// connect (docs/sql-server-facts.md B1). No private key leaves its instance.
/// </summary>
/// <param name="connector">Opens the sessions.</param>
public sealed class PeerProvisioner(ISqlConnector connector)
{
    /// <summary>Exchanges the certificates of all members that answer.</summary>
    /// <returns>Why it could not finish; null when every member knows every other.</returns>
    public async Task<string?> EnsureAsync(IReadOnlyList<MirroringMember> members, CancellationToken cancellationToken)
    {
        Dictionary<MirroringMember, byte[]> certificates = [];
        string? failure = null;
        foreach (var member in members)
        {
            try
            {
                if (await CertificateAsync(member, cancellationToken) is { } encoded)
                {
                    certificates.Add(member, encoded);
                }
                else
                {
                    failure ??= $"{member.Name} has no certificate {MirroringNames.Certificate} yet.";
                }
            }
            catch (SqlServerException noAnswer)
            {
                failure ??= noAnswer.Message;
            }
        }

        foreach (var member in certificates.Keys)
        {
            try
            {
                await EnsurePeersAsync(member, certificates.Where(peer => peer.Key != member), cancellationToken);
            }
            catch (SqlServerException refused)
            {
                failure ??= refused.Message;
            }
        }

        return failure;
    }

    private async Task<byte[]?> CertificateAsync(MirroringMember member, CancellationToken cancellationToken)
    {
        if (member.Sql is not { } endpoint)
        {
            return null;
        }

        await using var session = await connector.OpenAsync(endpoint, null, cancellationToken);
        var rows = await session.QueryAsync(CertificateStatements.Encoded(MirroringNames.Certificate), cancellationToken);
        return rows.Count > 0 ? rows[0].GetBytes("encoded") : null;
    }

    private async Task EnsurePeersAsync(MirroringMember member, IEnumerable<KeyValuePair<MirroringMember, byte[]>> peers, CancellationToken cancellationToken)
    {
        await using var session = await connector.OpenAsync(member.Sql!, null, cancellationToken);
        var known = await session.QueryAsync(CertificateStatements.List(), cancellationToken);
        foreach (var (peer, encoded) in peers)
        {
            var name = MirroringNames.Peer(peer.ServerName);
            var stored = known.FirstOrDefault(row => row.GetText("name") == name);
            if (stored is not null && !IsOf(stored, encoded))
            {
                // The partner lost its volume and made a new certificate.
                await session.ExecuteAsync(CertificateStatements.Drop(name), cancellationToken);
                stored = null;
            }

            if (stored is null)
            {
                await CreatePeerAsync(session, name, encoded, cancellationToken);
            }

            await session.ExecuteAsync(EndpointStatements.GrantConnect(MirroringNames.Endpoint, name), cancellationToken);
        }
    }

    private static async Task CreatePeerAsync(ISqlSession session, string name, byte[] encoded, CancellationToken cancellationToken)
    {
        if ((await session.QueryAsync(LoginStatements.Find(name), cancellationToken)).Count == 0)
        {
            await session.ExecuteAsync(LoginStatements.Create(name, InstanceProvisioner.RandomPassword()), cancellationToken);
        }

        if ((await session.QueryAsync(CertificateStatements.FindUser(name), cancellationToken)).Count == 0)
        {
            await session.ExecuteAsync(CertificateStatements.CreateUser(name, name), cancellationToken);
        }

        await session.ExecuteAsync(CertificateStatements.CreateFromBinary(name, name, encoded), cancellationToken);
    }

    /// <summary>SQL Server's thumbprint is the SHA-1 of the encoded certificate, as everywhere; it identifies, it protects nothing.</summary>
#pragma warning disable CA5350
    private static bool IsOf(SqlRow stored, byte[] encoded) => stored.Get<byte[]>("thumbprint").AsSpan().SequenceEqual(SHA1.HashData(encoded));
#pragma warning restore CA5350
}

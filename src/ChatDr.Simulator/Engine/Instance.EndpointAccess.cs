using System.Security.Cryptography.X509Certificates;
using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.Engine;

/// <summary>The endpoint FOR DATABASE_MIRRORING, and which peers it lets in.</summary>
internal sealed partial class Instance
{
    /// <summary>The mirroring endpoint; null for none.</summary>
    public MirroringEndpoint? Endpoint => _file.Endpoint;

    /// <summary>CREATE ENDPOINT … FOR DATABASE_MIRRORING.</summary>
    /// <exception cref="SqlErrorException">7862 there is one already; 15151 no such certificate.</exception>
    public void CreateEndpoint(MirroringEndpoint endpoint)
    {
        if (Endpoint is not null)
        {
            throw new SqlErrorException(7862, 16, 1,
                "An endpoint of the requested type already exists. Only one endpoint of this type is supported. Use ALTER ENDPOINT or DROP the existing "
                    + "endpoint.");
        }

        SetEndpoint(endpoint);
    }

    /// <summary>ALTER ENDPOINT and DROP ENDPOINT (null).</summary>
    /// <exception cref="SqlErrorException">15151: no such certificate with a private key.</exception>
    public void SetEndpoint(MirroringEndpoint? endpoint)
    {
        if (endpoint is not null && !Certificates.Any(certificate => Same(certificate.Name, endpoint.Certificate) && certificate.WithPrivateKey is not null))
        {
            throw new SqlErrorException(15151, 16, 1,
                $"Cannot find the certificate '{endpoint.Certificate}' with a private key, because it does not exist or you do not have permission.");
        }

        var wasStarted = Endpoint is { IsStarted: true };
        Change(file => file with { Endpoint = endpoint });
        RestartListener();
        if (wasStarted && endpoint is not { IsStarted: true })
        {
            ErrorLog.Write(9691, 10, 1, "The Database Mirroring endpoint has stopped listening for connections.");
        }
    }

    /// <summary>
    /// Why a peer that shows this certificate may not connect to the endpoint; null if it may: the certificate is valid today, and it is the endpoint's own, or
    /// is owned by a user of master whose login is enabled and has CONNECT on the endpoint (docs/sql-server-facts.md B1; Microsoft Learn, "Use certificates for
    /// a database mirroring endpoint").
    /// </summary>
    internal string? RefusePeer(byte[] encoded)
    {
        if (Endpoint is not { } endpoint)
        {
            return "the instance has no mirroring endpoint";
        }

        var known = Certificates.FirstOrDefault(certificate => certificate.Encoded.AsSpan().SequenceEqual(encoded));
        if (known is null)
        {
            return "its certificate is not known to this instance";
        }

        var now = Time.GetUtcNow().UtcDateTime;
        if (now < known.StartDate || now > known.ExpiryDate)
        {
            return $"certificate '{known.Name}' is valid from {known.StartDate:u} to {known.ExpiryDate:u} only";
        }

        return Same(known.Name, endpoint.Certificate) || Same(known.Owner, "dbo") || MayConnect(known.Owner, endpoint)
            ? null
            : $"the owner of certificate '{known.Name}' has no CONNECT permission on endpoint '{endpoint.Name}'";
    }

    internal X509Certificate2 LoadEndpointCertificate(MirroringEndpoint endpoint) =>
        X509CertificateLoader.LoadPkcs12(FindCertificate(endpoint.Certificate).WithPrivateKey ?? [], null);

    private bool MayConnect(string user, MirroringEndpoint endpoint)
    {
        var sid = MasterUsers.FirstOrDefault(other => Same(other.Name, user))?.Sid;
        var login = Logins.FirstOrDefault(login => login.Sid == sid);
        return login is { IsDisabled: false } && EntitlementsOf(login, "master").Allows("CONNECT", SecurableClass.Endpoint, endpoint.Name);
    }
}

namespace ChatDr.Simulator.Engine.Security;

/// <summary>A certificate in master.</summary>
internal sealed record ServerCertificate
{
    /// <summary>certificate_id, CERT_ID().</summary>
    public required int Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The owner: a user of master; dbo by default.</summary>
    public string Owner { get; init; } = "dbo";

    /// <summary>Its subject.</summary>
    public required string Subject { get; init; }

    /// <summary>Who issued it: itself, or another.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Bits of its RSA key; 0 for a key of another kind.</summary>
    public int KeyLength { get; init; }

    /// <summary>DER of the certificate without the private key: CERTENCODED().</summary>
    public required byte[] Encoded { get; init; }

    /// <summary>PKCS#12 with the private key; null without one.</summary>
    public byte[]? WithPrivateKey { get; init; }

    /// <summary>SHA-1 in hex.</summary>
    public required string Thumbprint { get; init; }

    /// <summary>Serial number in hex.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>Valid from, UTC.</summary>
    public required DateTime StartDate { get; init; }

    /// <summary>Valid to, UTC.</summary>
    public required DateTime ExpiryDate { get; init; }
}

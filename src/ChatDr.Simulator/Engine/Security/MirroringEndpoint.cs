namespace ChatDr.Simulator.Engine.Security;

/// <summary>The instance's endpoint FOR DATABASE_MIRRORING.</summary>
internal sealed record MirroringEndpoint
{
    /// <summary>endpoint_id.</summary>
    public int Id { get; init; } = 65536;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>LISTENER_PORT; 0 takes any free port.</summary>
    public required int Port { get; init; }

    /// <summary>STATE = STARTED.</summary>
    public required bool IsStarted { get; init; }

    /// <summary>AUTHENTICATION = CERTIFICATE.</summary>
    public required string Certificate { get; init; }

    /// <summary>STATE = DISABLED, which is STOPPED and lets nobody know: <see cref="IsStarted"/> is false then.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>LISTENER_IP; null for ALL.</summary>
    public string? Address { get; init; }

    /// <summary>The SID of the login that owns it, in hex.</summary>
    public string OwnerSid { get; init; } = "01";

    /// <summary>ROLE: PARTNER, WITNESS or ALL.</summary>
    public string Role { get; init; } = "ALL";

    /// <summary>ENCRYPTION: REQUIRED or SUPPORTED. Peers talk over TLS either way.</summary>
    public string Encryption { get; init; } = "REQUIRED";

    /// <summary>ALGORITHM.</summary>
    public string Algorithm { get; init; } = "AES";
}

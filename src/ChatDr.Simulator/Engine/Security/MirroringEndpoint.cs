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

    /// <summary>ROLE: PARTNER, WITNESS or ALL.</summary>
    public string Role { get; init; } = "ALL";

    /// <summary>ALGORITHM.</summary>
    public string Algorithm { get; init; } = "AES";
}

namespace ChatDr.Simulator.Protocol;

/// <summary>What a client sent to log in.</summary>
internal sealed record LoginRequest
{
    /// <summary>The SQL login.</summary>
    public required string UserName { get; init; }

    /// <summary>Its password, in clear.</summary>
    public required string Password { get; init; }

    /// <summary>The initial catalog; empty for the login's default.</summary>
    public string Database { get; init; } = "";

    /// <summary>HOST_NAME().</summary>
    public string HostName { get; init; } = "";

    /// <summary>APP_NAME().</summary>
    public string ApplicationName { get; init; } = "";

    /// <summary>The client's address for the error log, such as 10.0.0.1.</summary>
    public string ClientAddress { get; init; } = "";

    /// <summary>Whether the session, not just its login, is encrypted.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>ApplicationIntent=ReadOnly.</summary>
    public bool IsReadOnlyIntent { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"login '{UserName}' from {ClientAddress} ({ApplicationName} on {HostName})";
}

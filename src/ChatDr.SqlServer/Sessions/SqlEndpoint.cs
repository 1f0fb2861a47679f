namespace ChatDr.SqlServer.Sessions;

/// <summary>Where an instance answers and as whom to speak to it.</summary>
public sealed record SqlEndpoint
{
    /// <summary>Name or address.</summary>
    public required string Host { get; init; }

    /// <summary>The TCP port.</summary>
    public int Port { get; init; } = 1433;

    /// <summary>The SQL login.</summary>
    public required string Login { get; init; }

    /// <summary>Its password. Never part of <see cref="ToString"/>.</summary>
    public required string Password { get; init; }

    /// <summary>The server certificate (PEM) that the instance must show; null trusts any, which is for laboratories only.</summary>
    public string? ServerCertificate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Host},{Port} as {Login}";
}

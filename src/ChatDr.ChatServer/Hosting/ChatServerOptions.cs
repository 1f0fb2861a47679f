using System.Net;

namespace ChatDr.ChatServer.Hosting;

/// <summary>How a chat server is set up.</summary>
public sealed record ChatServerOptions
{
    /// <summary>Where clients connect.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Any;

    /// <summary>The HTTP port; 0 takes any.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>This server's name as the list of active servers has it.</summary>
    public required string PodName { get; init; }

    /// <summary>The mounted chat.json, which the operator owns.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>The SQL login.</summary>
    public required string Login { get; init; }

    /// <summary>Its password.</summary>
    public required string Password { get; init; }

    /// <summary>The certificate (PEM) that SQL Server must show; null trusts any, which is for laboratories only.</summary>
    public string? SqlCertificate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"chat server {PodName} on {ListenAddress}:{Port} by {ConfigFile}";
}

using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>A login for the application. Logins are not replicated with a database, so every instance gets it with the same SID.</summary>
public sealed record ApplicationLogin
{
    /// <summary>The login's name.</summary>
    [Length(1, 128), Pattern("^[A-Za-z_][A-Za-z0-9_]*$")]
    public required string Name { get; init; }

    /// <summary>The Secret with the keys <c>password</c> and <c>sid</c> (32 hexadecimal digits).</summary>
    public required LocalReference SecretRef { get; init; }

    /// <summary>While true the login is disabled and its sessions are ended: the instance is fenced from clients.</summary>
    public bool Disabled { get; init; }
}

namespace ChatDr.Simulator.Engine.Security;

/// <summary>What was said about a permission. The values are the letters of sys.server_permissions.state.</summary>
internal enum PermissionState
{
    /// <summary>GRANT.</summary>
    Grant = 'G',

    /// <summary>GRANT … WITH GRANT OPTION.</summary>
    GrantWithGrantOption = 'W',

    /// <summary>DENY.</summary>
    Deny = 'D',
}

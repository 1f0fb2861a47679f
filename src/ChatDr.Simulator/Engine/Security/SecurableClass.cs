namespace ChatDr.Simulator.Engine.Security;

/// <summary>What a permission is on. The values are those of sys.server_permissions.class and sys.database_permissions.class.</summary>
internal enum SecurableClass
{
    /// <summary>A database: 0.</summary>
    Database = 0,

    /// <summary>A table or view: 1. Named schema.table.</summary>
    Object = 1,

    /// <summary>A schema: 3.</summary>
    Schema = 3,

    /// <summary>The server: 100.</summary>
    Server = 100,

    /// <summary>A login: 101.</summary>
    Login = 101,

    /// <summary>An endpoint: 105.</summary>
    Endpoint = 105,

    /// <summary>An availability group: 108.</summary>
    AvailabilityGroup = 108,
}

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>sys.databases.user_access.</summary>
internal enum UserAccess : byte
{
    /// <summary>MULTI_USER.</summary>
    Multi = 0,

    /// <summary>SINGLE_USER: one session at a time, whoever comes first.</summary>
    Single = 1,

    /// <summary>RESTRICTED_USER: db_owner, dbcreator and sysadmin only.</summary>
    Restricted = 2,
}

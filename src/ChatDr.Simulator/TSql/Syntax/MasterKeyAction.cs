namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>What a statement does with the database master key.</summary>
internal enum MasterKeyAction
{
    /// <summary>CREATE MASTER KEY.</summary>
    Create,

    /// <summary>OPEN MASTER KEY.</summary>
    Open,

    /// <summary>CLOSE MASTER KEY.</summary>
    Close,

    /// <summary>DROP MASTER KEY.</summary>
    Drop,

    /// <summary>ALTER MASTER KEY REGENERATE.</summary>
    Regenerate,

    /// <summary>ALTER MASTER KEY ADD ENCRYPTION BY PASSWORD.</summary>
    AddPassword,

    /// <summary>ALTER MASTER KEY DROP ENCRYPTION BY PASSWORD.</summary>
    DropPassword,

    /// <summary>ALTER MASTER KEY ADD ENCRYPTION BY SERVICE MASTER KEY.</summary>
    AddServiceKey,

    /// <summary>ALTER MASTER KEY DROP ENCRYPTION BY SERVICE MASTER KEY.</summary>
    DropServiceKey,
}

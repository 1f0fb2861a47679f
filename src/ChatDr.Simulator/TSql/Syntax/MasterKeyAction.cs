namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>What is done with the database master key.</summary>
internal enum MasterKeyAction
{
    /// <summary>CREATE MASTER KEY.</summary>
    Create,

    /// <summary>OPEN MASTER KEY.</summary>
    Open,

    /// <summary>ALTER MASTER KEY.</summary>
    Alter,

    /// <summary>CLOSE MASTER KEY.</summary>
    Close,

    /// <summary>DROP MASTER KEY.</summary>
    Drop,
}

namespace ChatDr.Simulator.Protocol;

/// <summary>What happened to a session's outermost transaction. The values are the ENVCHANGE types of MS-TDS 2.2.7.9.</summary>
internal enum TransactionChange
{
    /// <summary>It began.</summary>
    Begun = 8,

    /// <summary>It is committed.</summary>
    Committed = 9,

    /// <summary>It is rolled back, by the client or by an error.</summary>
    RolledBack = 10,
}

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>sys.dm_hadr_database_replica_states.suspend_reason, as far as it comes up here.</summary>
internal enum SuspendReason : byte
{
    /// <summary>SET HADR SUSPEND.</summary>
    User = 0,

    /// <summary>A forced failover (docs/sql-server-facts.md D).</summary>
    Partner = 1,

    /// <summary>It was suspended before the instance restarted.</summary>
    Restart = 5,
}

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>How a copy's state is told (Microsoft Learn, "sys.dm_hadr_database_replica_states", "sys.dm_hadr_availability_replica_states").</summary>
internal static class SynchronizationRules
{
    /// <summary>NOT SYNCHRONIZING.</summary>
    public const byte NotSynchronizing = 0;

    /// <summary>SYNCHRONIZING.</summary>
    public const byte Synchronizing = 1;

    /// <summary>SYNCHRONIZED.</summary>
    public const byte Synchronized = 2;

    /// <summary>INITIALIZING.</summary>
    public const byte Initializing = 4;

    /// <summary>synchronization_state of a primary database.</summary>
    public static byte OfPrimary(bool isSuspended) => isSuspended ? NotSynchronizing : Synchronized;

    /// <summary>synchronization_state of a secondary database.</summary>
    /// <param name="mode">Its replica's mode: only a synchronous one is ever SYNCHRONIZED.</param>
    /// <param name="isMoving">The replica is connected and log flows, or could.</param>
    /// <param name="isSynchronized">The configuration says that it holds every acknowledged commit.</param>
    /// <param name="isReinitializing">It was cut back and has not the log up to where it was.</param>
    public static byte OfSecondary(AvailabilityMode mode, bool isMoving, bool isSynchronized, bool isReinitializing) =>
        (isMoving, isReinitializing, mode, isSynchronized) switch
        {
            (false, _, _, _) => NotSynchronizing,
            (_, true, _, _) => Initializing,
            (_, _, AvailabilityMode.Synchronous, true) => Synchronized,
            _ => Synchronizing,
        };

    /// <summary>
    /// synchronization_health: 0 NOT_HEALTHY, 1 PARTIALLY_HEALTHY, 2 HEALTHY. An asynchronous copy is in its target state when it is SYNCHRONIZING.
    /// </summary>
    public static byte Health(AvailabilityMode mode, byte state) => state switch
    {
        NotSynchronizing => 0,
        Synchronized => 2,
        Synchronizing when mode == AvailabilityMode.Asynchronous => 2,
        _ => 1,
    };

    /// <summary>synchronization_state_desc.</summary>
    public static string Name(byte state) => state switch
    {
        NotSynchronizing => "NOT SYNCHRONIZING",
        Synchronizing => "SYNCHRONIZING",
        Synchronized => "SYNCHRONIZED",
        Initializing => "INITIALIZING",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a synchronization state."),
    };

    /// <summary>synchronization_health_desc.</summary>
    public static string HealthName(byte health) => health switch { 0 => "NOT_HEALTHY", 1 => "PARTIALLY_HEALTHY", _ => "HEALTHY" };
}

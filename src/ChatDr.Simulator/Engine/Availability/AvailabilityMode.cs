namespace ChatDr.Simulator.Engine.Availability;

/// <summary>sys.availability_replicas.availability_mode.</summary>
internal enum AvailabilityMode : byte
{
    /// <summary>ASYNCHRONOUS_COMMIT.</summary>
    Asynchronous = 0,

    /// <summary>SYNCHRONOUS_COMMIT.</summary>
    Synchronous = 1,

    /// <summary>CONFIGURATION_ONLY.</summary>
    ConfigurationOnly = 4,
}

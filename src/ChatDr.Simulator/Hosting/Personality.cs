namespace ChatDr.Simulator.Hosting;

/// <summary>The platform whose features an instance has.</summary>
public enum Personality
{
    /// <summary>No database mirroring (SET PARTNER, SET WITNESS), as on SQL Server on Linux (docs/sql-server-facts.md A1).</summary>
    Linux,

    /// <summary>With database mirroring.</summary>
    Windows,
}

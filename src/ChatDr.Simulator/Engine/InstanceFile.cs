using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.Engine;

/// <summary>What an instance keeps in master, durably.</summary>
internal sealed record InstanceFile
{
    /// <summary>The logins.</summary>
    public IReadOnlyList<LoginAccount> Logins { get; init; } = [];

    /// <summary>Users of master, besides dbo and guest.</summary>
    public IReadOnlyList<DatabaseUser> MasterUsers { get; init; } = [];

    /// <summary>The certificates of master.</summary>
    public IReadOnlyList<ServerCertificate> Certificates { get; init; } = [];

    /// <summary>The mirroring endpoint; null for none.</summary>
    public MirroringEndpoint? Endpoint { get; init; }

    /// <summary>The database master key of master; null for none.</summary>
    public MasterKey? MasterKey { get; init; }

    /// <summary>sys.configurations: values set by sp_configure, by name; in use after RECONFIGURE.</summary>
    public IReadOnlyDictionary<string, int> Configured { get; init; } = new Dictionary<string, int>();
}

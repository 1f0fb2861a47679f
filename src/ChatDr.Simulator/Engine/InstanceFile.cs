using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.Engine;

/// <summary>What an instance keeps in master, durably.</summary>
internal sealed record InstanceFile
{
    /// <summary>The logins.</summary>
    public IReadOnlyList<LoginAccount> Logins { get; init; } = [];

    /// <summary>Users of master by name, with the login's SID in hex.</summary>
    public IReadOnlyDictionary<string, string> MasterUsers { get; init; } = new Dictionary<string, string>();

    /// <summary>The certificates of master.</summary>
    public IReadOnlyList<ServerCertificate> Certificates { get; init; } = [];

    /// <summary>The mirroring endpoint; null for none.</summary>
    public MirroringEndpoint? Endpoint { get; init; }

    /// <summary>Whether master has a database master key.</summary>
    public bool HasMasterKey { get; init; }
}

namespace ChatDr.SqlServer.Provisioning;

/// <summary>Names of what the operator creates inside an instance.</summary>
public static class MirroringNames
{
    /// <summary>The mirroring endpoint.</summary>
    public const string Endpoint = "Hadr_endpoint";

    /// <summary>The certificate by which an instance proves itself to partners.</summary>
    public const string Certificate = "chatdr_endpoint";

    /// <summary>The login, user and certificate that stand for a partner.</summary>
    public static string Peer(string serverName) => $"chatdr_peer_{serverName}";
}

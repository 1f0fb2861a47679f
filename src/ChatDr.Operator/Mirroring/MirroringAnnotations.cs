namespace ChatDr.Operator.Mirroring;

/// <summary>Annotations by which other controllers ask something of a DatabaseMirroring.</summary>
internal static class MirroringAnnotations
{
    /// <summary><c>true</c>: databases that no partner has are created.</summary>
    public const string CreateDatabases = "chatdr.dev/create-databases";

    /// <summary><c>partner@uid</c>: the partner that shall become principal, and the order that says so.</summary>
    public const string FailoverTo = "chatdr.dev/failover-to";
}

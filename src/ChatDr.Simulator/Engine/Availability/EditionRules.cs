namespace ChatDr.Simulator.Engine.Availability;

/// <summary>
/// What an edition may do with availability groups (docs/sql-server-facts.md A2; 41199 of Microsoft Learn, "Database Engine events and errors (31000 to
/// 41399)").
/// </summary>
internal static class EditionRules
{
    /// <summary>Whether the edition may create the group, as its first primary.</summary>
    public static bool MayCreate(string edition, ClusterType cluster, bool isBasic) => Kind(edition) switch
    {
        Kinds.Full => true,
        Kinds.Basic => isBasic && cluster != ClusterType.None,
        Kinds.WitnessOnly or Kinds.None => false,
        _ => throw new ArgumentOutOfRangeException(nameof(edition), edition, "Not an edition."),
    };

    /// <summary>Whether the edition may host a replica of the group.</summary>
    public static bool MayJoin(string edition, ClusterType cluster, bool isBasic, AvailabilityMode mode) => Kind(edition) switch
    {
        Kinds.Full => true,
        Kinds.Basic => mode == AvailabilityMode.ConfigurationOnly || (isBasic && cluster != ClusterType.None),
        Kinds.WitnessOnly => mode == AvailabilityMode.ConfigurationOnly,
        Kinds.None => false,
        _ => throw new ArgumentOutOfRangeException(nameof(edition), edition, "Not an edition."),
    };

    /// <summary>Refuses what the edition lacks.</summary>
    /// <exception cref="SqlErrorException">41199.</exception>
    public static void Require(bool isAllowed, string edition, string what)
    {
        if (!isAllowed)
        {
            throw new SqlErrorException(41199, 16, 1, $"The command is invalid because {what} is not supported by this edition of SQL Server ({edition}).");
        }
    }

    /// <summary>
    /// Refuses an endpoint of another role than the edition has: an Express instance is a witness, or the configuration-only replica, whose endpoint has
    /// ROLE = WITNESS, too (Microsoft Learn, "High availability and data protection for availability group configurations"). The number is general knowledge.
    /// </summary>
    /// <exception cref="SqlErrorException">7878.</exception>
    public static void RequireEndpoint(string edition, string role, string verb)
    {
        if (Kind(edition) == Kinds.WitnessOnly && role != "WITNESS")
        {
            throw new SqlErrorException(7878, 16, 1,
                $"The '{verb} ENDPOINT' statement with ROLE = {role} is not supported by this edition of SQL Server ({edition}): it is ROLE = WITNESS.");
        }
    }

    private static Kinds Kind(string edition) => edition.ToUpperInvariant() switch
    {
        "STANDARD" or "STANDARDDEVELOPER" => Kinds.Basic,
        "EXPRESS" => Kinds.WitnessOnly,
        "WEB" => Kinds.None,
        _ => Kinds.Full,
    };

    private enum Kinds
    {
        Full,
        Basic,
        WitnessOnly,
        None,
    }
}

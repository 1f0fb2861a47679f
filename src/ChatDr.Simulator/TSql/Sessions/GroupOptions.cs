using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>
/// The options of availability groups that have an effect here; others are refused by name (Microsoft Learn, "CREATE AVAILABILITY GROUP (Transact-SQL)").
/// What their values may be together, <see cref="GroupRules"/> knows.
/// </summary>
internal static class GroupOptions
{
    private const int HighestBackupPriority = 100;

    /// <summary>The group that CREATE describes.</summary>
    /// <exception cref="SqlErrorException">40510: an option without effect here; 35236, 41197, 41198, 47110: a replica's options.</exception>
    public static GroupDefinition Definition(CreateAvailabilityGroupStatement create)
    {
        string[] known =
            ["CLUSTER_TYPE", "DB_FAILOVER", "BASIC", "REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT", "WRITE_LEASE_VALIDITY", "AUTOMATED_BACKUP_PREFERENCE"];
        if (create.Options.FirstOrDefault(option => !known.Contains(option.Key)) is { Key: { } other, Value: var value })
        {
            throw SqlErrors.NotSupported($"CREATE AVAILABILITY GROUP … {other} = {value}");
        }

        var cluster = Cluster(create.Options.GetValueOrDefault("CLUSTER_TYPE"));
        if (cluster == ClusterType.None && create.Options.ContainsKey("WRITE_LEASE_VALIDITY"))
        {
            throw SqlErrors.NotSupported("WRITE_LEASE_VALIDITY with CLUSTER_TYPE = NONE");
        }

        return new()
        {
            Name = create.Name,
            ClusterType = cluster,
            DatabaseFailover = OnOff(create.Options, "DB_FAILOVER") ?? false,
            IsBasic = create.Options.ContainsKey("BASIC"),
            RequiredSynchronizedSecondaries = Number(create.Options, "REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT") ?? 0,
            WriteLeaseValidity = Number(create.Options, "WRITE_LEASE_VALIDITY") switch
            {
                null => null,
                > 0 and var seconds => seconds,
                var seconds => throw new SqlErrorException(47118, 16, 1,
                    $"WRITE_LEASE_VALIDITY = {seconds} of availability group '{create.Name}' is not a valid time: it is a number of seconds from 1."),
            },
            BackupPreference = Preference(create.Options) ?? BackupPreference.Secondary,
            Replicas = [.. create.Replicas.Select(Replica)],
            Databases = create.Databases,
        };
    }

    /// <summary>CLUSTER_TYPE; WSFC is the default when nothing is said.</summary>
    /// <exception cref="SqlErrorException">40510: WSFC.</exception>
    public static ClusterType Cluster(string? text) => text switch
    {
        "EXTERNAL" => ClusterType.External,
        "NONE" => ClusterType.None,
        _ => throw SqlErrors.NotSupported($"CLUSTER_TYPE = {text ?? "WSFC (the default)"}"),
    };

    /// <summary>The replica that a definition describes.</summary>
    /// <exception cref="SqlErrorException">40510, 35236, 41197, 41198, 47110.</exception>
    public static ReplicaConfiguration Replica(ReplicaDefinition definition)
    {
        var options = definition.Options;
        var mode = Mode(options)
            ?? throw new SqlErrorException(41198, 15, 1, $"The AVAILABILITY_MODE option is missing for replica '{definition.ServerName}'.");
        var isConfigurationOnly = mode == AvailabilityMode.ConfigurationOnly;
        if (isConfigurationOnly && options.Keys.FirstOrDefault(option => option is "FAILOVER_MODE" or "SEEDING_MODE" or "BACKUP_PRIORITY") is { } invalid)
        {
            throw new SqlErrorException(47110, 15, 1, $"The option {invalid} is not valid for replica '{definition.ServerName}': it is configuration-only.");
        }

        return new()
        {
            Name = definition.ServerName,
            EndpointUrl = options.GetValueOrDefault("ENDPOINT_URL")
                ?? throw new SqlErrorException(35236, 15, 1, $"The endpoint URL is missing for the replica on '{definition.ServerName}'."),
            Mode = mode,
            FailoverMode = isConfigurationOnly ? FailoverMode.External : Failover(options)
                ?? throw new SqlErrorException(41197, 15, 1, $"The FAILOVER_MODE option is missing for replica '{definition.ServerName}'."),
            IsAutomaticSeeding = Seeding(options) ?? false,
            SessionTimeout = Number(options, "SESSION_TIMEOUT") ?? 10,
            BackupPriority = Priority(options) ?? 50,
        };
    }

    /// <summary>What MODIFY REPLICA ON says; one option at a time, as the product has it.</summary>
    /// <exception cref="SqlErrorException">40510.</exception>
    public static ReplicaChange Change(ReplicaDefinition definition) => definition.Options.Count == 1
        ? new()
        {
            Name = definition.ServerName,
            Mode = Mode(definition.Options),
            FailoverMode = Failover(definition.Options),
            IsAutomaticSeeding = Seeding(definition.Options),
            SessionTimeout = Number(definition.Options, "SESSION_TIMEOUT"),
            EndpointUrl = definition.Options.GetValueOrDefault("ENDPOINT_URL"),
            BackupPriority = Priority(definition.Options),
        }
        : throw SqlErrors.NotSupported("MODIFY REPLICA ON with more than one option of a replica");

    /// <summary>AUTOMATED_BACKUP_PREFERENCE; null when it is not said.</summary>
    public static BackupPreference? Preference(IReadOnlyDictionary<string, string> options) => options.GetValueOrDefault("AUTOMATED_BACKUP_PREFERENCE") switch
    {
        null => null,
        "PRIMARY" => BackupPreference.Primary,
        "SECONDARY_ONLY" => BackupPreference.SecondaryOnly,
        "SECONDARY" => BackupPreference.Secondary,
        "NONE" => BackupPreference.None,
        var other => throw SqlErrors.NotSupported($"AUTOMATED_BACKUP_PREFERENCE = {other}"),
    };

    /// <summary>A number; null when the option is not said.</summary>
    public static int? Number(IReadOnlyDictionary<string, string> options, string option) => !options.TryGetValue(option, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw SqlErrors.NotSupported($"{option} = {text}");

    /// <summary>ON or OFF; null when the option is not said.</summary>
    public static bool? OnOff(IReadOnlyDictionary<string, string> options, string option) => options.GetValueOrDefault(option) switch
    {
        null => null,
        "ON" => true,
        "OFF" => false,
        var other => throw SqlErrors.NotSupported($"{option} = {other}"),
    };

    private static AvailabilityMode? Mode(IReadOnlyDictionary<string, string> options) => options.GetValueOrDefault("AVAILABILITY_MODE") switch
    {
        null => null,
        "SYNCHRONOUS_COMMIT" => AvailabilityMode.Synchronous,
        "ASYNCHRONOUS_COMMIT" => AvailabilityMode.Asynchronous,
        "CONFIGURATION_ONLY" => AvailabilityMode.ConfigurationOnly,
        var other => throw SqlErrors.NotSupported($"AVAILABILITY_MODE = {other}"),
    };

    private static FailoverMode? Failover(IReadOnlyDictionary<string, string> options) => options.GetValueOrDefault("FAILOVER_MODE") switch
    {
        null => null,
        "AUTOMATIC" => FailoverMode.Automatic,
        "MANUAL" => FailoverMode.Manual,
        "EXTERNAL" => FailoverMode.External,
        var other => throw SqlErrors.NotSupported($"FAILOVER_MODE = {other}"),
    };

    private static bool? Seeding(IReadOnlyDictionary<string, string> options) => options.GetValueOrDefault("SEEDING_MODE") switch
    {
        null => null,
        "AUTOMATIC" => true,
        "MANUAL" => false,
        var other => throw SqlErrors.NotSupported($"SEEDING_MODE = {other}"),
    };

    private static int? Priority(IReadOnlyDictionary<string, string> options) => Number(options, "BACKUP_PRIORITY") switch
    {
        > HighestBackupPriority and var number => throw SqlErrors.NotSupported($"BACKUP_PRIORITY = {number} (the most is {HighestBackupPriority})"),
        var number => number,
    };
}

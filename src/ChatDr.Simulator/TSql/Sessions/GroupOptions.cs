using System.Globalization;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>
/// The options of availability groups that have an effect here. Others are refused by name, and so is what CLUSTER_TYPE = EXTERNAL rules out
/// (Microsoft Learn, "CREATE AVAILABILITY GROUP (Transact-SQL)").
/// </summary>
internal static class GroupOptions
{
    private const int ShortestSessionTimeout = 5;

    /// <summary>Refuses options of a new group that would be without effect.</summary>
    /// <exception cref="Engine.SqlErrorException">40510.</exception>
    public static void RequireSimulated(IReadOnlyDictionary<string, string> options)
    {
        if (options.GetValueOrDefault("CLUSTER_TYPE") is not "EXTERNAL")
        {
            throw SqlErrors.NotSupported("CREATE AVAILABILITY GROUP with a CLUSTER_TYPE other than EXTERNAL");
        }

        RequireOneOf(options, "DB_FAILOVER", "ON", "OFF");
        if (options.FirstOrDefault(option => option.Key is not ("CLUSTER_TYPE" or "DB_FAILOVER")) is { Key: { } other, Value: var value })
        {
            throw SqlErrors.NotSupported($"CREATE AVAILABILITY GROUP … {other} = {value}");
        }
    }

    /// <summary>The replica that a definition describes.</summary>
    /// <exception cref="Engine.SqlErrorException">40510: an option that is missing, ruled out by the cluster type, or without effect here.</exception>
    public static ReplicaConfiguration Replica(ReplicaDefinition definition)
    {
        var options = definition.Options;
        var mode = options.GetValueOrDefault("AVAILABILITY_MODE") switch
        {
            "SYNCHRONOUS_COMMIT" => AvailabilityMode.Synchronous,
            "CONFIGURATION_ONLY" => AvailabilityMode.ConfigurationOnly,
            "ASYNCHRONOUS_COMMIT" => AvailabilityMode.Asynchronous,
            var other => throw SqlErrors.NotSupported($"AVAILABILITY_MODE = {other ?? "(missing)"}"),
        };
        var failover = options.GetValueOrDefault("FAILOVER_MODE");
        if (failover is not "EXTERNAL" && (mode is not AvailabilityMode.ConfigurationOnly || failover is not null))
        {
            throw SqlErrors.NotSupported($"FAILOVER_MODE = {failover ?? "(missing)"} of replica '{definition.ServerName}' in a group of CLUSTER_TYPE = EXTERNAL");
        }

        if (options.TryGetValue("BACKUP_PRIORITY", out var priority))
        {
            throw SqlErrors.NotSupported($"BACKUP_PRIORITY = {priority}");
        }

        RequireOneOf(options, "SEEDING_MODE", "AUTOMATIC", "MANUAL");
        return new()
        {
            Name = definition.ServerName,
            EndpointUrl = options.GetValueOrDefault("ENDPOINT_URL") ?? throw SqlErrors.NotSupported("a replica without ENDPOINT_URL"),
            Mode = mode,
            IsAutomaticSeeding = options.GetValueOrDefault("SEEDING_MODE") is "AUTOMATIC",
            SessionTimeout = SessionTimeout(options),
        };
    }

    private static int SessionTimeout(IReadOnlyDictionary<string, string> options) => !options.TryGetValue("SESSION_TIMEOUT", out var text) ? 10
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= ShortestSessionTimeout ? seconds
        : throw SqlErrors.NotSupported($"SESSION_TIMEOUT = {text} (the least is {ShortestSessionTimeout})");

    private static void RequireOneOf(IReadOnlyDictionary<string, string> options, string option, params string[] values)
    {
        if (options.TryGetValue(option, out var value) && !values.Contains(value))
        {
            throw SqlErrors.NotSupported($"{option} = {value}");
        }
    }
}

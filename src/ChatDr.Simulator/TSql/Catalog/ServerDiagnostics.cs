using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// What sp_server_diagnostics answers (Microsoft Learn, "sp_server_diagnostics (Transact-SQL)"). There is no scheduler, memory clerk or worker to diagnose: system,
/// resource and query_processing are clean whenever the instance answers at all; io_subsystem and events are unknown, as in the product without their data.
/// </summary>
internal static class ServerDiagnostics
{
    /// <summary>One look.</summary>
    public static Relation Once(Instance instance) => View("create_time datetime, component_type sysname, component_name sysname, state int, "
        + "state_desc sysname, data text", () => Rows(instance));

    private static IEnumerable<object?[]> Rows(Instance instance)
    {
        var now = instance.Time.GetLocalNow().DateTime;
        foreach (var component in new[] { "system", "resource", "query_processing" })
        {
            yield return [now, "instance", component, 1, "clean", $"<{component} />"];
        }

        foreach (var component in new[] { "io_subsystem", "events" })
        {
            yield return [now, "instance", component, 0, "unknown", $"<{component} />"];
        }

        foreach (var group in instance.AvailabilityGroups.All)
        {
            var (state, name) = group.Role is ReplicaRole.Resolving ? (0, "unknown") : (1, "clean");
            yield return [now, "alwaysOn:AvailabilityGroup", group.Configuration.Name, state, name, "<availabilityGroup />"];
        }
    }
}

using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// What sp_server_diagnostics answers (Microsoft Learn, "sp_server_diagnostics (Transact-SQL)"). There is no scheduler, memory clerk or worker to diagnose:
/// system, resource and query_processing are clean unless a fault says otherwise; io_subsystem warns of a slow or full disk; events have no state, as in the
/// product. A hanging instance does not answer.
/// </summary>
internal static class ServerDiagnostics
{
    private static readonly Relation Shape =
        View("create_time datetime, component_type sysname, component_name sysname, state int, state_desc sysname, data text", () => []);

    /// <summary>The columns.</summary>
    public static IReadOnlyList<ResultColumn> Columns => Shape.Columns;

    /// <summary>One look.</summary>
    public static IEnumerable<object?[]> Rows(Instance instance)
    {
        var now = instance.Time.GetLocalNow().DateTime;
        foreach (var (component, state) in Components(instance.Options.Faults))
        {
            yield return [now, "instance", component, state, Name(state), $"<{component} />"];
        }

        foreach (var group in instance.AvailabilityGroups.All)
        {
            var state = group.Role is ReplicaRole.Resolving ? 0 : 1;
            yield return [now, "alwaysOn:AvailabilityGroup", group.Configuration.Name, state, Name(state), "<availabilityGroup />"];
        }
    }

    private static IEnumerable<(string Component, int State)> Components(SimulatorFaults faults)
    {
        var isDiskIll = faults.IsDiskFull || faults.IsBackupDiskFull || faults.LogWriteDelay > TimeSpan.Zero || faults.BackupWriteDelay > TimeSpan.Zero;
        yield return ("system", faults.HealthOf("system") ?? 1);
        yield return ("resource", faults.HealthOf("resource") ?? 1);
        yield return ("query_processing", faults.HealthOf("query_processing") ?? 1);
        yield return ("io_subsystem", faults.HealthOf("io_subsystem") ?? (isDiskIll ? 2 : 1));
        yield return ("events", 0);
    }

    private static string Name(int state) => state switch { 1 => "clean", 2 => "warning", 3 => "error", _ => "unknown" };
}

using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>The statements of availability groups.</summary>
internal sealed partial class SqlSession
{
    private async ValueTask ExecuteGroupAsync(Statement statement, CancellationToken attention)
    {
        var groups = _instance.AvailabilityGroups;
        switch (statement)
        {
            case CreateAvailabilityGroupStatement create:
                await groups.CreateAsync(GroupOptions.Definition(create), attention);
                break;
            case DropAvailabilityGroupStatement drop when !drop.IfExists || groups.Find(drop.Name) is not null:
                groups.Drop(drop.Name);
                _instance.ForgetGrants(SecurableClass.AvailabilityGroup, drop.Name);
                break;
            case AlterAvailabilityGroupStatement alter:
                await AlterGroupAsync(alter.Name, alter.Change, groups, attention);
                break;
            default:
                break;
        }
    }

    private async Task AlterGroupAsync(string name, AvailabilityGroupChange change, AvailabilityGroups groups, CancellationToken attention)
    {
        switch (change)
        {
            case TakeOffline:
                groups.TakeOffline(name);
                break;
            case FailOver failover:
                var isExternal = _state.Context.TryGetValue("external_cluster", out var context)
                    && string.Equals(context.Value as string, "yes", StringComparison.OrdinalIgnoreCase);
                await groups.FailOverAsync(name, failover.AllowDataLoss, isExternal, attention);
                break;
            case JoinGroup join:
                await groups.JoinAsync(name, GroupOptions.Cluster(join.ClusterType), attention);
                break;
            case ChangeCreateAnyDatabase grant:
                groups.GrantCreateAnyDatabase(name, grant.Grant);
                break;
            case ChangeGroupDatabases databases:
                foreach (var database in databases.Databases)
                {
                    await (databases.Add ? groups.AddDatabaseAsync(name, database, attention) : groups.RemoveDatabaseAsync(name, database, attention));
                }

                break;
            case AddReplicas add:
                foreach (var replica in add.Replicas)
                {
                    await groups.AddReplicaAsync(name, GroupOptions.Replica(replica), attention);
                }

                break;
            case RemoveReplicas remove:
                foreach (var server in remove.ServerNames)
                {
                    await groups.RemoveReplicaAsync(name, server, attention);
                }

                break;
            case ModifyReplicas modify:
                foreach (var replica in modify.Replicas)
                {
                    await groups.ModifyReplicaAsync(name, GroupOptions.Change(replica), attention);
                }

                break;
            case SetGroupOptions set:
                await SetGroupOptionAsync(name, set.Options, groups, attention);
                break;
            default:
                throw SqlErrors.NotSupported($"ALTER AVAILABILITY GROUP … {change.GetType().Name}");
        }
    }

    /// <summary>One option a statement, as the product has it.</summary>
    private static async Task SetGroupOptionAsync(
        string name, IReadOnlyDictionary<string, string> options, AvailabilityGroups groups, CancellationToken attention)
    {
        switch (options.Count == 1 ? options.Keys.Single() : "")
        {
            case "ROLE" when options["ROLE"] is "SECONDARY":
                await groups.SetRoleSecondaryAsync(name, attention);
                break;
            case "REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT":
                await groups.SetRequiredSynchronizedSecondariesAsync(
                    name, GroupOptions.Number(options, "REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT")!.Value, attention);
                break;
            case "WRITE_LEASE_VALIDITY":
                groups.RenewLease(name, GroupOptions.Number(options, "WRITE_LEASE_VALIDITY")!.Value);
                break;
            case "DB_FAILOVER" or "AUTOMATED_BACKUP_PREFERENCE":
                await groups.SetOptionsAsync(name, GroupOptions.OnOff(options, "DB_FAILOVER"), GroupOptions.Preference(options), attention);
                break;
            default:
                throw SqlErrors.NotSupported(
                    $"ALTER AVAILABILITY GROUP … SET ({string.Join(", ", options.Select(option => $"{option.Key} = {option.Value}"))})");
        }
    }
}

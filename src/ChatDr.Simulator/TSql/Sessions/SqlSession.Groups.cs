using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;
using System.Globalization;

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
                GroupOptions.RequireSimulated(create.Options);
                await groups.CreateAsync(create.Name, create.Options.GetValueOrDefault("DB_FAILOVER") is "ON", [.. create.Replicas.Select(GroupOptions.Replica)], create.Databases, attention);
                break;
            case DropAvailabilityGroupStatement drop when !drop.IfExists || groups.Find(drop.Name) is not null:
                groups.Drop(drop.Name);
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
                var isExternal = _state.Context.TryGetValue("external_cluster", out var context) && string.Equals(context.Value as string, "yes", StringComparison.OrdinalIgnoreCase);
                await groups.FailOverAsync(name, failover.AllowDataLoss, isExternal, attention);
                break;
            case JoinGroup { ClusterType: "EXTERNAL" }:
                await groups.JoinAsync(name, attention);
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
            case ModifyReplicas:
                throw SqlErrors.NotSupported("ALTER AVAILABILITY GROUP … MODIFY REPLICA");
            case SetGroupOptions { Options.Count: 1 } set when set.Options.GetValueOrDefault("ROLE") is "SECONDARY":
                await groups.SetRoleSecondaryAsync(name, attention);
                break;
            case SetGroupOptions { Options.Count: 1 } set when set.Options.TryGetValue("REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT", out var count) && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                await groups.SetRequiredSynchronizedSecondariesAsync(name, number, attention);
                break;
            case SetGroupOptions set:
                throw SqlErrors.NotSupported($"ALTER AVAILABILITY GROUP … SET ({string.Join(", ", set.Options.Select(option => $"{option.Key} = {option.Value}"))})");
            default:
                throw SqlErrors.NotSupported($"ALTER AVAILABILITY GROUP … {change.GetType().Name}");
        }
    }
}

using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Mirroring;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// The views of database mirroring (docs/sql-server-facts.md B4; Microsoft Learn, "sys.database_mirroring", "sys.database_mirroring_witnesses").
/// </summary>
internal static class MirroringViews
{
    /// <summary>A view by name; null if it is not one of these.</summary>
    public static Relation? Find(string name, CatalogContext context) => name switch
    {
        "database_mirroring" => View(
            "database_id int, mirroring_guid guid, mirroring_state tinyint, mirroring_state_desc nvarchar60, mirroring_role tinyint, "
                + "mirroring_role_desc nvarchar60, "
                + "mirroring_role_sequence int, mirroring_safety_level tinyint, mirroring_safety_level_desc nvarchar60, mirroring_safety_sequence int, "
                + "mirroring_partner_name nvarchar128, mirroring_partner_instance nvarchar128, mirroring_witness_name nvarchar128, "
                    + "mirroring_witness_state tinyint, "
                + "mirroring_witness_state_desc nvarchar60, mirroring_failover_lsn lsn, mirroring_connection_timeout int, mirroring_redo_queue int, "
                + "mirroring_redo_queue_type nvarchar60, mirroring_end_of_log_lsn lsn, mirroring_replication_lsn lsn",
            () => Instance.SystemDatabases.Values.Select(Empty).Concat(context.Instance.Databases.Select(database => Row(database, context)))),
        "database_mirroring_witnesses" => View(
            "database_name sysname, principal_server_name sysname, mirror_server_name sysname, safety_level tinyint, safety_level_desc nvarchar60, "
                + "safety_sequence_number int, "
                + "role_sequence_number int, mirroring_guid guid, family_guid guid, is_suspended bit, is_suspended_sequence_number int, "
                    + "partner_sync_state tinyint, "
                + "partner_sync_state_desc nvarchar60",
            () => context.Instance.Mirroring.Witness.All.Select(Witness)),
        _ => null,
    };

    private static object?[] Empty(int id) => [id, .. new object?[20]];

    /// <summary>A future mirror has no session yet, so its row is empty, too; and on a mirror only sysadmin sees the row.</summary>
    private static object?[] Row(Database database, CatalogContext context)
    {
        if (context.Instance.Mirroring.Find(database) is not { Session: { Id: { } id } session } mirrored
            || (session.Role is MirroringRole.Mirror && !context.May.IsSysadmin))
        {
            return Empty(database.Id);
        }

        var state = mirrored.State;
        var witness = mirrored.SeesWitness switch { null => (byte)0, true => (byte)1, false => (byte)2 };
        var end = database.EndOfLog.ToNumeric();
        return
        [
            database.Id, id, (byte)state, Name(state), (byte)session.Role, session.Role.ToString().ToUpperInvariant(), session.RoleSequence,
            Level(session.IsSafetyFull), LevelName(session.IsSafetyFull), session.SafetySequence, session.PartnerAddress, session.PartnerInstance,
            session.WitnessAddress ?? "", witness, witness switch { 0 => "UNKNOWN", 1 => "CONNECTED", _ => "DISCONNECTED" },
            session.FailoverLsn == default(Lsn) ? null : session.FailoverLsn.ToNumeric(), session.Timeout, null, "UNLIMITED", end, end,
        ];
    }

    private static byte Level(bool isFull) => (byte)(isFull ? 2 : 1);

    private static string LevelName(bool isFull) => isFull ? "FULL" : "OFF";

    private static string Name(MirroringState state) => state is MirroringState.PendingFailover ? "PENDING_FAILOVER" : state.ToString().ToUpperInvariant();

    /// <summary>partner_sync_state as the page of this very view says it: 5 is synchronised, 6 is not.</summary>
    private static object?[] Witness(WitnessRecord record) =>
    [
        record.Database, record.Principal, record.Mirror, Level(record.IsSafetyFull), LevelName(record.IsSafetyFull), record.SafetySequence,
        record.RoleSequence, record.Id, record.FamilyGuid, record.IsSuspended, record.SuspendedSequence, (byte)(record.IsSynchronized ? 5 : 6),
        record.IsSynchronized ? "SYNCHRONIZED" : "UNSYNCHRONIZED",
    ];
}

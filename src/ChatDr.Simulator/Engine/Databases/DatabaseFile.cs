using System.Text.Json;
using System.Text.Json.Serialization;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Mirroring;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>What an instance knows about its copy of a database beside the log.</summary>
internal sealed record DatabaseFile
{
    /// <summary>database_id.</summary>
    public required int Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>database_guid.</summary>
    public required Guid DatabaseGuid { get; init; }

    /// <summary>When this copy was made, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>ONLINE, RESTORING or OFFLINE: what it is to be after a restart.</summary>
    public DatabaseStatus Status { get; init; }

    /// <summary>The logical name of the data file, where a restore brought another than the database's name; that of the log file has _log after it.</summary>
    public string? LogicalName { get; init; }

    /// <summary>A RESTORE DATABASE that has not come to its end: there is nothing in the copy yet, and after a crash it has to be restored again.</summary>
    public bool IsRestoreIncomplete { get; init; }

    /// <summary>The data file as T-SQL names it.</summary>
    public required string DataPath { get; init; }

    /// <summary>The log file as T-SQL names it.</summary>
    public required string LogPath { get; init; }

    /// <summary>The availability group it belongs to; null for none.</summary>
    public string? AvailabilityGroup { get; init; }

    /// <summary>SET HADR SUSPEND, or the consequence of a forced failover.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>The mirroring session that the copy takes part in; null for none.</summary>
    public MirroringSession? Mirroring { get; init; }

    /// <summary>Why it is suspended, if it is.</summary>
    public SuspendReason SuspendReason { get; init; }

    /// <summary>A secondary that was cut back: it is not consistent before its log reaches this again; null otherwise.</summary>
    public Lsn? ReinitializesTo { get; init; }

    /// <summary>owner_sid in hex.</summary>
    public string OwnerSid { get; init; } = "01";

    /// <summary>The start of the last log backup restored, UTC; null for none.</summary>
    public DateTime? LastRestoredBackupStart { get; init; }

    /// <summary>The data file's logical name.</summary>
    [JsonIgnore]
    public string DataFileName => LogicalName ?? Name;

    /// <summary>The log file's logical name.</summary>
    [JsonIgnore]
    public string LogFileName => Log.Name ?? DataFileName + "_log";

    /// <summary>The data file's logical name and size.</summary>
    public FileSpace Data { get; init; } = new();

    /// <summary>The log file's logical name and size.</summary>
    public FileSpace Log { get; init; } = new();

    /// <summary>What of it tells which database it is, without what it takes part in and what it is to be.</summary>
    [JsonIgnore]
    internal DatabaseFile Identity => new()
    {
        Id = Id,
        Name = Name,
        DatabaseGuid = DatabaseGuid,
        Created = Created,
        LogicalName = LogicalName,
        DataPath = DataPath,
        LogPath = LogPath,
        OwnerSid = OwnerSid,
    };

    internal static DatabaseFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<DatabaseFile>(File.ReadAllBytes(path)) ?? throw new LogFormatException($"'{path}' is empty.");
        }
        catch (JsonException e)
        {
            throw new LogFormatException($"'{path}' is damaged: {e.Message}");
        }
    }

    internal void Write(Stream stream) => JsonSerializer.Serialize(stream, this);
}

using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>A transaction in one database. Its changes stay in memory until it commits; then they go into the log as one record.</summary>
internal sealed class Transaction(Database database, long id)
{
    private readonly Dictionary<int, Dictionary<long, Row?>> _rows = [];
    private readonly Dictionary<string, long?> _keys = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The database it is in.</summary>
    public Database Database => database;

    /// <summary>Names it; never 0.</summary>
    public long Id => id;

    /// <summary>Whether it still takes changes.</summary>
    public bool IsActive { get; internal set; } = true;

    /// <summary>A position to return to with <see cref="Database.RollBackTo"/>, so that a failed statement leaves nothing.</summary>
    public int Mark => Changes.Count;

    /// <summary>Whether its commit record is in the log: it can no longer be taken back.</summary>
    public bool IsCommitting { get; internal set; }

    internal List<Change> Changes { get; } = [];

    /// <summary>Where the log was when it made its first change.</summary>
    internal Lsn? BeginLsn { get; set; }

    /// <summary>About how many bytes of log its commit will take.</summary>
    internal long LogBytes { get; private set; }

    internal HashSet<string> Locks { get; } = [];

    internal Transaction? WaitsFor { get; set; }

    internal Task Ended => _ended.Task;

    internal IReadOnlyDictionary<long, Row?>? RowsOf(int table) => _rows.GetValueOrDefault(table);

    internal bool TryFind(string key, out long? rowId) => _keys.TryGetValue(key, out rowId);

    internal void Add(Change change, Table table, Row? before)
    {
        Changes.Add(change);
        LogBytes += LogEntryCodec.Estimate(change);
        var definition = table.Definition;
        var (rowId, after) = change is PutRow put ? (put.Row.Id, put.Row) : (((DeleteRow)change).RowId, null);
        if (!_rows.TryGetValue(definition.ObjectId, out var rows))
        {
            _rows[definition.ObjectId] = rows = [];
        }

        rows[rowId] = after;
        foreach (var index in definition.Indexes.Where(index => index.IsUnique))
        {
            if (before is not null)
            {
                _keys[Database.KeyName(definition, index, before.Values)] = null;
            }

            if (after is not null)
            {
                _keys[Database.KeyName(definition, index, after.Values)] = rowId;
            }
        }
    }

    internal List<Change> Forget(int mark)
    {
        var kept = Changes[..mark];
        Changes.Clear();
        LogBytes = 0;
        _rows.Clear();
        _keys.Clear();
        return kept;
    }

    internal void End()
    {
        IsActive = false;
        _ended.TrySetResult();
    }
}

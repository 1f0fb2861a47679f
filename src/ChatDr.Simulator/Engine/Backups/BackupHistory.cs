using System.Text.Json;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>msdb's backupset, backupmediafamily and restorehistory: one line of JSON each in a file that only grows. A torn last line is dropped.</summary>
internal sealed class BackupHistory
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly List<HistoryEntry> _entries = [];

    /// <summary>Reads the file if it is there.</summary>
    public BackupHistory(string path)
    {
        _path = path;
        if (!File.Exists(path))
        {
            return;
        }

        var text = File.ReadAllText(path);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        _entries.AddRange(whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<HistoryEntry>(line)!));
        if (whole.Length < text.Length)
        {
            File.WriteAllText(path, whole);
        }
    }

    /// <summary>The rows, oldest first.</summary>
    public IReadOnlyList<HistoryEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    internal void Add(Func<int, HistoryEntry> make)
    {
        lock (_gate)
        {
            var entry = make(_entries.Select(known => known.Id).DefaultIfEmpty(0).Max() + 1);
            File.AppendAllText(_path, JsonSerializer.Serialize(entry) + "\n");
            _entries.Add(entry);
        }
    }

    /// <summary>Takes rows out: sp_delete_backuphistory and its like.</summary>
    internal void Remove(Func<HistoryEntry, bool> which)
    {
        lock (_gate)
        {
            if (_entries.RemoveAll(entry => which(entry)) > 0)
            {
                AtomicFile.Write(_path, System.Text.Encoding.UTF8.GetBytes(string.Concat(_entries.Select(entry => JsonSerializer.Serialize(entry) + "\n"))),
                    flushToDisk: false);
            }
        }
    }
}

using System.Text.Json;

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
            var entry = make(_entries.Count + 1);
            File.AppendAllText(_path, JsonSerializer.Serialize(entry) + "\n");
            _entries.Add(entry);
        }
    }
}

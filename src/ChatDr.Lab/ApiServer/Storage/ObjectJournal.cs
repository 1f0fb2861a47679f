using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Storage;

/// <summary>
/// The objects of a cluster in a file, one change a line: what is read at the start is written anew without its past, and changes are added as they happen.
/// A last line that a crash cut off is left out; anything else that cannot be read is an error, for objects would be missing.
/// </summary>
internal sealed class ObjectJournal : IDisposable
{
    private readonly string _path;
    private FileStream? _file;

    /// <summary>Keeps them in <paramref name="directory"/>.</summary>
    internal ObjectJournal(string directory)
    {
        Directory.CreateDirectory(directory);
        _path = Path.Combine(directory, "objects.jsonl");
    }

    /// <summary>The objects as they were, and the last revision.</summary>
    /// <exception cref="InvalidDataException">A line in the middle is damaged.</exception>
    internal (IReadOnlyList<StoredObject> Objects, long Revision) Load()
    {
        Dictionary<ObjectKey, StoredObject> objects = [];
        long revision = 0;
        string[] lines = File.Exists(_path) ? File.ReadAllText(_path).Split('\n') : [""];
        for (int number = 0; number < lines.Length - 1; number++)
        {
            JsonNode line = Parse(lines[number], number + 1);
            ObjectKey key = new(line.Text("storage")!, line.Text("namespace") ?? "", line.Text("name")!);
            revision = line.Number("revision") ?? revision;
            if (line["object"] is JsonObject content)
                objects[key] = new StoredObject(key, revision, content);
            else
                objects.Remove(key);
        }

        Rewrite(objects.Values, revision);
        return ([.. objects.Values.OrderBy(stored => stored.Revision)], revision);
    }

    /// <summary>Adds a change.</summary>
    internal void Write(StoreEvent change)
    {
        _file!.Write(Line(change.Key, change.Revision, change.After));
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private JsonNode Parse(string line, int number)
    {
        try
        {
            return JsonNode.Parse(line)!;
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"{_path}, line {number} is damaged: {damaged.Message} Delete the file to begin with an empty cluster.", damaged);
        }
    }

    private void Rewrite(IEnumerable<StoredObject> objects, long revision)
    {
        string fresh = _path + ".new";
        using (FileStream file = File.Create(fresh))
        {
            foreach (StoredObject stored in objects.OrderBy(stored => stored.Revision))
                file.Write(Line(stored.Key, stored.Revision, stored));

            // The last change may have been a removal, of which nothing is left but its revision: it must not be given out again.
            file.Write(Line(new ObjectKey("revision", "", ""), revision, null));
        }

        File.Move(fresh, _path, overwrite: true);
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    private static byte[] Line(ObjectKey key, long revision, StoredObject? stored)
    {
        JsonObject line = new()
        {
            ["revision"] = revision,
            ["storage"] = key.Storage,
            ["namespace"] = key.Namespace,
            ["name"] = key.Name,
            ["object"] = stored?.Read(),
        };
        return Encoding.UTF8.GetBytes(line.ToJsonString() + "\n");
    }
}

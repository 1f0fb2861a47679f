namespace ChatDr.Lab.Node;

/// <summary>Keeps a folder equal to the keys of a ConfigMap or Secret. A reader sees a file as it was or as it is, never half of it.</summary>
internal static class ProjectedFolder
{
    /// <summary>Writes what differs and removes what is no key any more.</summary>
    public static void Write(string folder, IReadOnlyDictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var next = $"{path}.next";
            File.WriteAllBytes(next, content);
            File.Move(next, path, overwrite: true);
        }

        var kept = files.Keys.Select(name => Path.Combine(folder, name)).ToHashSet(StringComparer.Ordinal);
        foreach (var stale in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !kept.Contains(file)).ToList())
        {
            File.Delete(stale);
        }
    }
}

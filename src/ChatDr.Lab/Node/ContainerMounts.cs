namespace ChatDr.Lab.Node;

/// <summary>Where a container's paths lie on the host: each mount has a folder, and what is not under a mount lies in the container's own one.</summary>
/// <param name="root">The folder that stands for the container's <c>/</c>.</param>
/// <param name="folders">The host folder at each mount path.</param>
internal sealed class ContainerMounts(string root, IReadOnlyDictionary<string, string> folders)
{
    /// <summary>The host path of an absolute container path; the longest mount path that leads to it decides.</summary>
    public string ToHost(string containerPath)
    {
        var path = Path.GetFullPath(containerPath, "/");
        var mount = folders.Keys.Where(candidate => Leads(candidate, path)).MaxBy(candidate => candidate.Length);
        return mount is null
            ? Path.Join(root, path)
            : Path.Join(folders[mount], path[mount.TrimEnd('/').Length..]).TrimEnd('/');
    }

    private static bool Leads(string mount, string path)
    {
        var prefix = mount.TrimEnd('/');
        return path == prefix || path.StartsWith(prefix + "/", StringComparison.Ordinal);
    }
}

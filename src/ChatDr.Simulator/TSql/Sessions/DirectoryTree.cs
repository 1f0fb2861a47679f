using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>The rows of <c>xp_dirtree</c>: what lies in a folder. A folder that does not exist or may not be read is an empty one, as in the product.</summary>
internal static class DirectoryTree
{
    /// <summary>The columns without files.</summary>
    public static IReadOnlyList<ResultColumn> Folders { get; } = [new("subdirectory", SqlType.NVarChar(512), true), new("depth", SqlType.Int, true)];

    /// <summary>The columns when files are asked for.</summary>
    public static IReadOnlyList<ResultColumn> FoldersAndFiles { get; } = [.. Folders, new("file", SqlType.Int, true)];

    /// <summary>Name, depth and whether it is a file (1) or a folder (0).</summary>
    /// <param name="folder">The folder on the host.</param>
    /// <param name="depth">How deep to go; 0 for all the way.</param>
    /// <param name="files">Whether files are listed, too.</param>
    public static IEnumerable<object?[]> List(string folder, int depth, bool files) => List(new DirectoryInfo(folder), depth, files, 1);

    private static IEnumerable<object?[]> List(DirectoryInfo folder, int depth, bool files, int level)
    {
        if (!folder.Exists)
        {
            yield break;
        }

        foreach (var entry in folder.EnumerateFileSystemInfos("*", new EnumerationOptions { IgnoreInaccessible = true })
            .OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry is not DirectoryInfo inner)
            {
                if (files)
                {
                    yield return [entry.Name, level, 1];
                }

                continue;
            }

            yield return files ? [entry.Name, level, 0] : [entry.Name, level];
            foreach (var row in depth == 0 || level < depth ? List(inner, depth, files, level + 1) : [])
            {
                yield return row;
            }
        }
    }
}

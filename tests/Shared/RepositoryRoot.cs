namespace ChatDr.Tests.Shared;

/// <summary>Finds the repository from where the test runs. Source paths that the compiler records do not: a deterministic build rewrites them.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder of the solution.</summary>
    /// <exception cref="InvalidOperationException">The test runs outside of a repository.</exception>
    public static DirectoryInfo Folder { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static DirectoryInfo Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ChatDrOperator.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No ChatDrOperator.sln above {AppContext.BaseDirectory}: run the tests from a clone.");
    }
}

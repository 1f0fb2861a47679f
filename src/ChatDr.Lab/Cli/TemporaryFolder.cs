namespace ChatDr.Lab.Cli;

/// <summary>A folder under the system's temporary one, removed with all that is in it.</summary>
internal sealed class TemporaryFolder : IAsyncDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("chatdr-lab-").FullName;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}

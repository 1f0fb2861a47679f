namespace ChatDr.EndToEnd.Tests.Lab;

/// <summary>The files of <c>config/samples</c>, as users apply them.</summary>
internal static class Samples
{
    /// <summary>The folder.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "samples");

    /// <summary>The pool that the documentation starts with.</summary>
    public static string StretchedPool => Read("stretched-pool.yaml");

    /// <summary>A file's text.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));
}

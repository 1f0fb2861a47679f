namespace ChatDr.Lab.Cli;

/// <summary>The files of <c>config/</c> that the assembly carries.</summary>
internal static class EmbeddedFiles
{
    private const string DefinitionFolder = "crd/";

    /// <summary>The pool that the demo runs, <c>config/samples/stretched-pool.yaml</c>.</summary>
    public static string SamplePool() => Read("samples/stretched-pool.yaml");

    /// <summary>The custom resource definitions of <c>config/crd</c>.</summary>
    public static IEnumerable<string> Definitions() =>
        typeof(EmbeddedFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(DefinitionFolder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read);

    private static string Read(string name)
    {
        using var stream = typeof(EmbeddedFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {name}; it was built without config/.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

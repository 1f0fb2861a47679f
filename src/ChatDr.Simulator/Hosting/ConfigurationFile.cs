namespace ChatDr.Simulator.Hosting;

/// <summary>mssql.conf, which the container keeps in its volume (Microsoft Learn, "Configure SQL Server on Linux with the mssql-conf tool").</summary>
internal sealed class ConfigurationFile
{
    private readonly Dictionary<string, string> _settings = new(StringComparer.OrdinalIgnoreCase);

    private ConfigurationFile(string path) => Path = path;

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>The settings as <c>section.name</c>.</summary>
    public IReadOnlyCollection<string> Names => _settings.Keys;

    /// <summary>A setting such as <c>network.tcpport</c>; null where it is not set.</summary>
    public string? this[string name] => _settings.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Reads the file; one that is absent sets nothing.</summary>
    /// <exception cref="InvalidSettingException">A line is neither a section nor a setting, or the file cannot be read.</exception>
    public static ConfigurationFile Read(string path)
    {
        try
        {
            return Parse(path, File.Exists(path) ? File.ReadAllLines(path) : []);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidSettingException($"{path} cannot be read: {unreadable.Message}");
        }
    }

    /// <exception cref="InvalidSettingException">A line is neither a section nor a setting.</exception>
    internal static ConfigurationFile Parse(string path, IReadOnlyList<string> lines)
    {
        var file = new ConfigurationFile(path);
        var section = "";
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or ';')
            {
                continue;
            }

            if (line[0] == '[' && line[^1] == ']')
            {
                section = line[1..^1].Trim();
            }
            else if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && section.Length > 0)
            {
                file._settings[$"{section}.{line[..equals].Trim()}"] = line[(equals + 1)..].Trim();
            }
            else
            {
                throw new InvalidSettingException($"{path}, line {i + 1}: '{line}' is neither [section] nor, in a section, name = value.");
            }
        }

        return file;
    }
}

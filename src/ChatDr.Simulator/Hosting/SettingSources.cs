using System.Globalization;

namespace ChatDr.Simulator.Hosting;

/// <summary>
/// Where the container's settings come from: the environment wins over mssql.conf (Microsoft's maintainers in mssql-docker issue 6; docs/sql-server-facts.md
/// F).
/// </summary>
internal sealed class SettingSources(Func<string, string?> environment, ConfigurationFile file)
{
    /// <summary>The text with the name of what set it; null where nothing does.</summary>
    public (string Value, string Source)? Find(string? variable, string? setting) =>
        variable is not null && environment(variable) is { Length: > 0 } value ? (value, variable)
        : setting is not null && file[setting] is { } configured ? (configured, $"{setting} in {file.Path}")
        : null;

    /// <summary>The text; null where nothing sets it.</summary>
    public string? Text(string? variable, string? setting) => Find(variable, setting)?.Value;

    /// <exception cref="InvalidSettingException">It is no port.</exception>
    public int? Port(string variable, string setting) => Find(variable, setting) switch
    {
        null => null,
        var (value, _) when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= ushort.MaxValue => port,
        var (value, source) => throw new InvalidSettingException($"{source} must be a port from 0 to 65535, not '{value}'."),
    };

    /// <summary>1, 0, true or false.</summary>
    /// <exception cref="InvalidSettingException">It is none of these.</exception>
    public bool? Switch(string? variable, string? setting) => Find(variable, setting) switch
    {
        null => null,
        ("1", _) => true,
        ("0", _) => false,
        var (value, _) when bool.TryParse(value, out var on) => on,
        var (value, source) => throw new InvalidSettingException($"{source} must be 1 or 0, not '{value}'."),
    };
}

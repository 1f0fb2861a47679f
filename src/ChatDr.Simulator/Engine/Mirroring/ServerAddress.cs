using System.Text.RegularExpressions;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>A server network address, TCP://host:port (Microsoft Learn, "Specify a server network address (database mirroring)").</summary>
internal static partial class ServerAddress
{
    /// <summary>The address as it was given, if it is one.</summary>
    /// <exception cref="SqlErrorException">1449.</exception>
    public static string Check(string text) => Form().Match(text.Trim()) is { Success: true } match
        && int.TryParse(match.Groups[2].ValueSpan, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var port)
        && port is >= 1 and <= 65535
        ? text.Trim()
        : throw MirroringErrors.InvalidAddress(text);

    [GeneratedRegex(@"^TCP://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.%]+\]):([0-9]{1,5})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

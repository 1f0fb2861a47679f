using System.Text.Json;

namespace ChatDr.ChatServer.Configuration;

/// <summary>What chat.json says.</summary>
internal sealed record ChatConfiguration
{
    private const int DefaultPort = 1433;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The database with rooms and messages.</summary>
    public required string Database { get; init; }

    /// <summary>The Service of the site's principal: <c>host</c> or <c>host,port</c>.</summary>
    public required string Server { get; init; }

    /// <summary>The servers that take new clients, by pod name.</summary>
    public required IReadOnlyList<string> Active { get; init; }

    /// <summary>The host of <see cref="Server"/>.</summary>
    public string Host => Server.Split(',')[0].Trim();

    /// <summary>The port of <see cref="Server"/>.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public int Port => Server.Split(',') is [_, var port, ..]
        ? int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)
        : DefaultPort;

    /// <exception cref="JsonException">The text is no configuration.</exception>
    public static ChatConfiguration Parse(string text)
    {
        var configuration = JsonSerializer.Deserialize<ChatConfiguration>(text, Json) ?? throw new JsonException("chat.json is null.");
        return int.TryParse(configuration.Server.Split(',').ElementAtOrDefault(1) ?? "1433", out _)
            ? configuration
            : throw new JsonException($"The port in \"server\": \"{configuration.Server}\" is no number.");
    }
}

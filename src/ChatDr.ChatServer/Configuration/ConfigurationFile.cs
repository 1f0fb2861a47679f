using System.Text.Json;

namespace ChatDr.ChatServer.Configuration;

/// <summary>
/// Follows chat.json by reading it again and again: a projected ConfigMap is swapped by a symlink, which file watchers miss. While the file is
/// missing or broken, the server is standby.
/// </summary>
internal sealed class ConfigurationFile(string path, string podName, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private string? _text;
    private volatile ChatConfiguration? _current;

    /// <summary>What the file said last; null while it is missing or broken.</summary>
    public ChatConfiguration? Current => _current;

    /// <summary>Whether this server takes new clients.</summary>
    public bool IsActive => _current?.Active.Contains(podName, StringComparer.Ordinal) ?? false;

    /// <summary>Reads the file until cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await ReadAsync(cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Reads the file once.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken);
            if (text == _text)
            {
                return;
            }

            _text = text;
            _current = ChatConfiguration.Parse(text);
            logger.ConfigurationRead(podName, IsActive ? "active" : "standby", _current.Server, _current.Database);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            if (_current is not null)
            {
                logger.ConfigurationUnreadable(path, unreadable.Message);
            }

            _current = null;
        }
    }
}

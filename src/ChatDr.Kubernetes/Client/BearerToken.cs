using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.Client;

/// <summary>The token to send. A file's content is kept for 50 s, because a kubelet replaces it long before it expires, and dropped when the server says 401.</summary>
internal sealed class BearerToken(KubernetesConfig config, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(50);
    private readonly Lock _gate = new();
    private string? _fromFile;
    private long _readAt;

    /// <summary>Whether a 401 may be cured by reading the token again.</summary>
    public bool IsRenewable => config.TokenFile is not null;

    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken)
    {
        if (config.TokenFile is not { } path)
        {
            return config.Token;
        }

        lock (_gate)
        {
            if (_fromFile is not null && time.GetElapsedTime(_readAt) < Kept)
            {
                return _fromFile;
            }
        }

        var token = await ReadAsync(path, cancellationToken);
        lock (_gate)
        {
            _fromFile = token;
            _readAt = time.GetTimestamp();
        }

        return token;
    }

    public void Drop()
    {
        lock (_gate)
        {
            _fromFile = null;
        }
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new HttpRequestException($"The token file {path} cannot be read: {unreadable.Message}", unreadable);
        }
    }
}

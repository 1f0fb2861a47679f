namespace ChatDr.Kubernetes.Authentication;

/// <summary>
/// A file's text, kept for a while and then read again, because kubelet and certificate issuers replace such files under a running process. One that cannot be
/// read at the moment, or is empty because it is just being written, leaves what was read before in use, as in client-go.
/// </summary>
internal sealed class ReloadedFile(string path, TimeSpan kept, TimeProvider time)
{
    private readonly Lock _gate = new();
    private string? _text;
    private long _readAt;

    /// <summary>Its text, without white space around it.</summary>
    /// <exception cref="HttpRequestException">It cannot be read and nothing was read before, or that was dropped; the next call tries again.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_text is not null && time.GetElapsedTime(_readAt) < kept)
            {
                return _text;
            }
        }

        try
        {
            var text = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            return text.Length > 0 ? Keep(text) : Former() ?? throw new HttpRequestException($"The file {path} is empty.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Former() ?? throw new HttpRequestException($"The file {path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Reads it again at the next call.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _text = null;
        }
    }

    private string Keep(string text)
    {
        lock (_gate)
        {
            (_text, _readAt) = (text, time.GetTimestamp());
            return text;
        }
    }

    private string? Former()
    {
        lock (_gate)
        {
            return _text;
        }
    }
}

namespace ChatDr.Kubernetes.Authentication;

/// <summary>Where the client's identity comes from. Safe for concurrent use.</summary>
internal interface ICredentialSource
{
    /// <summary>Whether a 401 may be cured by <see cref="Reject"/> and another look.</summary>
    bool IsRenewable { get; }

    /// <summary>The identity to use now.</summary>
    /// <exception cref="HttpRequestException">It cannot be had: a file is unreadable, a plugin fails.</exception>
    ValueTask<Identity> GetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The server did not accept <paramref name="identity"/>: forgets it if it is what is kept, and not what another caller renewed meanwhile.
    /// </summary>
    void Reject(Identity identity);
}

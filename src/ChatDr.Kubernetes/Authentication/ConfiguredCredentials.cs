using System.Net.Http.Headers;
using System.Text;
using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.Authentication;

/// <summary>
/// What the configuration says or names by file. A token file is kept for 50 s, because a kubelet replaces it long before it expires; a certificate's for
/// 5 min, as client-go does.
/// </summary>
internal sealed class ConfiguredCredentials(KubernetesConfig config, TimeProvider time) : ICredentialSource
{
    private static readonly TimeSpan TokenKept = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan CertificateKept = TimeSpan.FromMinutes(5);
    private readonly ReloadedFile? _token = config.TokenFile is { } path ? new(path, TokenKept, time) : null;
    private readonly ReloadedFile? _certificate = config is { ClientCertificate: null, ClientCertificateFile: { } path }
        ? new(path, CertificateKept, time)
        : null;
    private readonly ReloadedFile? _key = config is { ClientKey: null, ClientKeyFile: { } path } ? new(path, CertificateKept, time) : null;

    /// <inheritdoc/>
    public bool IsRenewable => _token is not null || _certificate is not null;

    /// <inheritdoc/>
    public async ValueTask<Identity> GetAsync(CancellationToken cancellationToken)
    {
        var certificate = _certificate is null ? config.ClientCertificate : await _certificate.GetAsync(cancellationToken);
        var key = _key is null ? config.ClientKey : await _key.GetAsync(cancellationToken);
        var token = _token is null ? config.Token : await _token.GetAsync(cancellationToken);
        return string.IsNullOrEmpty(token) && config.UserName is { } user
            ? new(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{config.Password}"))), certificate, key)
            : Identity.WithToken(token, certificate, key);
    }

    /// <inheritdoc/>
    public void Reject(Identity identity)
    {
        _token?.Drop();
        _certificate?.Drop();
        _key?.Drop();
    }
}

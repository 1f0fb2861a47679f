using System.Net.Http.Headers;

namespace ChatDr.Kubernetes.Authentication;

/// <summary>Who we are to the server at this moment.</summary>
/// <param name="Authorization">The header to send; null for none.</param>
/// <param name="Certificate">The client certificate, intermediates after it, in PEM; null for none.</param>
/// <param name="Key">Its private key in PEM.</param>
internal sealed record Identity(AuthenticationHeaderValue? Authorization, string? Certificate, string? Key)
{
    /// <summary>With a bearer token; null and empty mean none.</summary>
    public static Identity WithToken(string? token, string? certificate, string? key) =>
        new(string.IsNullOrEmpty(token) ? null : new AuthenticationHeaderValue("Bearer", token), certificate, key);
}

using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>Speaks to an API server without the client under test.</summary>
internal sealed class RawClient : IDisposable
{
    /// <summary>Asks for the table that kubectl prints.</summary>
    public const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private readonly HttpClient _http;

    public RawClient(KubernetesConfig config)
    {
        using var pair = X509Certificate2.CreateFromPem(config.ClientCertificate, config.ClientKey);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(config.CertificateAuthority);
        var handler = new SocketsHttpHandler
        {
            SslOptions = { ClientCertificates = [X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pfx), null)], CertificateChainPolicy = policy },
        };
        _http = new HttpClient(handler) { BaseAddress = config.Server };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Status and body.</summary>
    public async Task<(int Status, JsonNode? Body)> SendAsync(
        HttpMethod method, string path, byte[]? body = null, string type = "application/json", string? user = null, string accept = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        }

        if (user is not null)
        {
            request.Headers.Add("Impersonate-User", user);
        }

        request.Headers.Accept.ParseAdd(accept);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    /// <summary>What the server sends to one who accepts <paramref name="accept"/>, as text.</summary>
    public async Task<string> ReadAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        using var response = await _http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>The first line of what it sends, which need not end after it.</summary>
    public async Task<string> ReadLineAsync(string path, string accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        return await lines.ReadLineAsync(cancellationToken) ?? "";
    }

    /// <summary>Creates an object from JSON.</summary>
    public Task<(int Status, JsonNode? Body)> CreateAsync(string path, string json) => SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(json));
}

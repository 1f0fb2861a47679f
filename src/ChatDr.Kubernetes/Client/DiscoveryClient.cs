using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// What a server is and serves, by the plain documents that every server since 1.0 has, read one at a time, so that callers that come together ask once.
/// What is there is remembered for ten minutes, what is absent for half a minute, so that a definition that comes later is seen soon.
/// Every member throws <see cref="KubernetesApiException"/> when the server refuses, and <see cref="HttpRequestException"/> when it cannot be reached.
/// </summary>
public sealed class DiscoveryClient : IDisposable
{
    private static readonly TimeSpan PresenceKept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AbsenceKept = TimeSpan.FromSeconds(30);
    private readonly RequestSender _sender;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, Kept> _kept = [];

    internal DiscoveryClient(RequestSender sender, TimeProvider time)
    {
        _sender = sender;
        _time = time;
    }

    /// <summary>A document, or null for none, and when that was seen.</summary>
    private sealed record Kept(object? Document, long At);

    /// <summary>The server's version.</summary>
    public async Task<VersionInfo> GetVersionAsync(CancellationToken cancellationToken) =>
        await FindAsync<VersionInfo>("/version", cancellationToken)
        ?? throw new HttpRequestException("The server has no /version: it is no Kubernetes API server.");

    /// <summary>Whether any version of an API group is there, such as <c>monitoring.coreos.com</c> or <c>route.openshift.io</c>.</summary>
    public async Task<bool> HasGroupAsync(string group, CancellationToken cancellationToken) =>
        await FindAsync<JsonObject>(group.Length == 0 ? "/api" : $"/apis/{Uri.EscapeDataString(group)}", cancellationToken) is not null;

    /// <summary>
    /// The kinds and subresources of a group and version such as <c>apps/v1</c>, or <c>v1</c> for the core group; none when it is not served.
    /// </summary>
    public async Task<IReadOnlyList<V1APIResource>> GetResourcesAsync(string groupVersion, CancellationToken cancellationToken)
    {
        var path = string.Join('/', groupVersion.Split('/').Select(Uri.EscapeDataString));
        var root = groupVersion.Contains('/', StringComparison.Ordinal) ? "apis" : "api";
        return (await FindAsync<V1APIResourceList>($"/{root}/{path}", cancellationToken))?.Resources ?? [];
    }

    /// <summary>Whether <typeparamref name="T"/> can be read and written here.</summary>
    public async Task<bool> ServesAsync<T>(CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var kind = KubernetesEntityAttribute.Of<T>();
        return (await GetResourcesAsync(kind.GroupVersion, cancellationToken)).Any(resource => resource.Name == kind.PluralName && resource.Kind == kind.Kind);
    }

    /// <summary>Called by the client that this belongs to; who asks has nothing to dispose of.</summary>
    void IDisposable.Dispose() => _turn.Dispose();

    private async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_kept.TryGetValue(path, out var kept) || _time.GetElapsedTime(kept.At) >= (kept.Document is null ? AbsenceKept : PresenceKept))
            {
                kept = new(await _sender.FindAsync<T>(path, cancellationToken), _time.GetTimestamp());
                _kept[path] = kept;
            }

            return (T?)kept.Document;
        }
        finally
        {
            _turn.Release();
        }
    }
}

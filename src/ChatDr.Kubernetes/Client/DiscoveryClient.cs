using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// <see cref="IDiscoveryClient"/> by the plain documents that every server since 1.0 has; one at a time, so that callers that come together ask once.
/// </summary>
internal sealed class DiscoveryClient(RequestSender sender, TimeProvider time) : IDiscoveryClient, IDisposable
{
    private static readonly TimeSpan PresenceKept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AbsenceKept = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, Kept> _kept = [];

    /// <summary>A document, or null for none, and when that was seen.</summary>
    private sealed record Kept(object? Document, long At);

    /// <inheritdoc/>
    public async Task<VersionInfo> GetVersionAsync(CancellationToken cancellationToken) =>
        await FindAsync<VersionInfo>("/version", cancellationToken)
        ?? throw new HttpRequestException("The server has no /version: it is no Kubernetes API server.");

    /// <inheritdoc/>
    public async Task<bool> HasGroupAsync(string group, CancellationToken cancellationToken) =>
        await FindAsync<JsonObject>(group.Length == 0 ? "/api" : $"/apis/{Uri.EscapeDataString(group)}", cancellationToken) is not null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<V1APIResource>> GetResourcesAsync(string groupVersion, CancellationToken cancellationToken)
    {
        var path = string.Join('/', groupVersion.Split('/').Select(Uri.EscapeDataString));
        var root = groupVersion.Contains('/', StringComparison.Ordinal) ? "apis" : "api";
        return (await FindAsync<V1APIResourceList>($"/{root}/{path}", cancellationToken))?.Resources ?? [];
    }

    /// <inheritdoc/>
    public async Task<bool> ServesAsync<T>(CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var kind = KubernetesEntityAttribute.Of<T>();
        return (await GetResourcesAsync(kind.GroupVersion, cancellationToken)).Any(resource => resource.Name == kind.PluralName && resource.Kind == kind.Kind);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_kept.TryGetValue(path, out var kept) || time.GetElapsedTime(kept.At) >= (kept.Document is null ? AbsenceKept : PresenceKept))
            {
                kept = new(await sender.FindAsync<T>(path, cancellationToken), time.GetTimestamp());
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

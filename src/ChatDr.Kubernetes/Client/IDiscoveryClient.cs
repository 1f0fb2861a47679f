using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// What a server is and serves. What is there is remembered for ten minutes, what is absent for half a minute, so that a definition that comes later is seen
/// soon.
/// Every member throws <see cref="KubernetesApiException"/> when the server refuses, and <see cref="HttpRequestException"/> when it cannot be reached.
/// </summary>
public interface IDiscoveryClient
{
    /// <summary>The server's version.</summary>
    Task<VersionInfo> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>Whether any version of an API group is there, such as <c>monitoring.coreos.com</c> or <c>route.openshift.io</c>.</summary>
    Task<bool> HasGroupAsync(string group, CancellationToken cancellationToken);

    /// <summary>
    /// The kinds and subresources of a group and version such as <c>apps/v1</c>, or <c>v1</c> for the core group; none when it is not served.
    /// </summary>
    Task<IReadOnlyList<V1APIResource>> GetResourcesAsync(string groupVersion, CancellationToken cancellationToken);

    /// <summary>Whether <typeparamref name="T"/> can be read and written here.</summary>
    Task<bool> ServesAsync<T>(CancellationToken cancellationToken)
        where T : class, IKubernetesObject;
}

using System.Net.Http.Headers;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// In which form the server is to send a <typeparamref name="T"/>: whole, or of <see cref="PartialObjectMetadata{T}"/> and lists of it the metadata.
/// </summary>
internal static class AcceptedForm<T>
{
    private const string Json = "application/json";

    /// <summary>The media types, best first. A server that knows no metadata-only form sends whole objects, which read as well.</summary>
    public static IReadOnlyList<MediaTypeWithQualityHeaderValue> MediaTypes { get; } = Generic(typeof(T), typeof(KubernetesList<>)) is { } item
        ? For(item, "PartialObjectMetadataList")
        : For(typeof(T), "PartialObjectMetadata");

    private static List<MediaTypeWithQualityHeaderValue> For(Type type, string metadataForm) => Generic(type, typeof(PartialObjectMetadata<>)) is null
        ? [new(Json)]
        : [MediaTypeWithQualityHeaderValue.Parse($"{Json};as={metadataForm};g=meta.k8s.io;v=v1"), new(Json)];

    private static Type? Generic(Type type, Type definition) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == definition ? type.GetGenericArguments()[0] : null;
}

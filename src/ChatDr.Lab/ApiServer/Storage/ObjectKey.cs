namespace ChatDr.Lab.ApiServer.Storage;

/// <summary>Where an object is stored. <paramref name="Namespace"/> is empty for cluster-scoped kinds.</summary>
/// <param name="Storage">Group and plural under which the kind is stored, e.g. <c>apps/statefulsets</c>.</param>
/// <param name="Namespace">Namespace, or empty.</param>
/// <param name="Name">Name.</param>
internal readonly record struct ObjectKey(string Storage, string Namespace, string Name)
{
    /// <summary>Order and identity inside a kind.</summary>
    internal string Path => $"{Namespace}/{Name}";
}

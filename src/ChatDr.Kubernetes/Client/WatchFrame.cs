using System.Text.Json;

namespace ChatDr.Kubernetes.Client;

/// <summary>One line of a watch as it comes.</summary>
/// <param name="Type">ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.</param>
/// <param name="Object">The object, or a Status for ERROR.</param>
internal sealed record WatchFrame(string Type, JsonElement Object);

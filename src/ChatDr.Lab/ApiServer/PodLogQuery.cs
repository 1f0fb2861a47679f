namespace ChatDr.Lab.ApiServer;

/// <summary>What a client asked of <c>pods/log</c>.</summary>
/// <param name="Namespace">Namespace of the pod.</param>
/// <param name="Pod">Name of the pod.</param>
/// <param name="Container">Name of the container, already resolved to the only one when the client named none.</param>
/// <param name="Follow">Keep streaming until the container ends or the client leaves.</param>
/// <param name="TailLines">Only so many lines from the end; null for all.</param>
/// <param name="Previous">The log of the container's previous run.</param>
/// <param name="Since">Only what was written from then on; null for all.</param>
public sealed record PodLogQuery(string Namespace, string Pod, string Container, bool Follow, int? TailLines, bool Previous, DateTimeOffset? Since);

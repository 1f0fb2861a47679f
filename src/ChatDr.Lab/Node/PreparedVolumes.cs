namespace ChatDr.Lab.Node;

/// <summary>A pod's volumes on the host.</summary>
/// <param name="Folders">By the volume's name.</param>
/// <param name="Problem">What is missing; null when all are there.</param>
internal sealed record PreparedVolumes(IReadOnlyDictionary<string, string> Folders, string? Problem);

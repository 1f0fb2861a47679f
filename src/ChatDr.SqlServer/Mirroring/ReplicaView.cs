namespace ChatDr.SqlServer.Mirroring;

/// <summary>A replica of the group as one member sees it. Only the primary sees all; a secondary sees itself.</summary>
/// <param name="ServerName">The replica's @@SERVERNAME.</param>
/// <param name="Role">Its role; null when unknown here.</param>
/// <param name="Connected">Whether it is connected: to the primary, for a secondary; null when unknown here.</param>
public sealed record ReplicaView(string ServerName, GroupRole? Role, bool? Connected);

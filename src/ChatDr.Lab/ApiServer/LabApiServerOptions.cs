namespace ChatDr.Lab.ApiServer;

/// <summary>How a <see cref="LabApiServer"/> listens and how much it remembers.</summary>
public sealed record LabApiServerOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 (the default) takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Folder for the server's own files, or null (the default) to keep everything in memory.
    /// The cluster's CA, the admin's credentials and all objects are kept there, so that a restart on the same port goes on where it stopped.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>How many changes a watch can go back before it is answered 410 Expired. Default 10,000.</summary>
    public int HistoryLength { get; init; } = 10_000;

    /// <summary>Between two bookmarks on an idle watch that asked for them. Default 60 s, as a real server.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What it suffers from; the same object is <see cref="LabApiServer.Faults"/>.</summary>
    public ApiServerFaults Faults { get; init; } = new();
}

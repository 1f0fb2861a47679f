namespace ChatDr.Lab.Node;

/// <summary>An image that the lab can run: a SQL Server stand-in, a chat server.</summary>
internal interface IWorkloadImage
{
    /// <summary>Whether an image reference names this image, whatever its tag.</summary>
    bool Matches(string image);

    /// <summary>Starts a container; returns once it runs, ready or not.</summary>
    Task<IWorkload> StartAsync(WorkloadContext context, CancellationToken cancellationToken);
}

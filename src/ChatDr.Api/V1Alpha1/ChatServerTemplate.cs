using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>How the pool's chat servers run.</summary>
public sealed record ChatServerTemplate
{
    /// <summary>The container image. One of your own must do what docs/chat-server.md asks.</summary>
    [Length(1, 512)]
    public string Image { get; init; } = "chatdr/chat-server:latest";
}

using ChatDr.ChatServer.Hosting;

namespace ChatDr.Lab.Node;

/// <summary><c>chatdr/chat-server</c>: the lab's chat service at the pod's address.</summary>
internal sealed class ChatServerImage : IWorkloadImage
{
    private const string ConfigurationFile = "/etc/chatdr/chat.json";

    /// <inheritdoc/>
    public bool Matches(string image) => ImageName.Of(image) == "chatdr/chat-server";

    /// <inheritdoc/>
    public async Task<IWorkload> StartAsync(WorkloadContext context, CancellationToken cancellationToken)
    {
        var options = new ChatServerOptions
        {
            ListenAddress = context.Address,
            PodName = context.Environment.GetValueOrDefault("POD_NAME", context.Pod.Name),
            ConfigFile = context.Mounts.ToHost(ConfigurationFile),
            Login = context.Require("CHATDR_SQL_LOGIN"),
            Password = context.Require("CHATDR_SQL_PASSWORD"),
        };
        return new Server(await ChatServerHost.StartAsync(options, context.Time, context.Logs, cancellationToken));
    }

    private sealed class Server(ChatServerHost host) : IWorkload
    {
        public bool HasCompleted => false;

        public void Crash() => host.Crash();

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }
}

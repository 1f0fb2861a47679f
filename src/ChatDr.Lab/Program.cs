using System.CommandLine;
using ChatDr.Kubernetes.Config;
using ChatDr.Lab.Cli;
using ChatDr.Lab.Node;
using ChatDr.Operator.Hosting;
using Microsoft.Extensions.Logging;

var parts = new LabParts([new SimulatorImage(), new ChatServerImage()], StartOperatorAsync, TimeProvider.System);
var root = new RootCommand("A laboratory for disaster recovery: a Kubernetes cluster, SQL Servers (simulated) and a chat in one process.")
{
    UpCommand.Create(parts),
    DemoCommand.Create(parts),
    FaultCommand.Create(),
};

// Ctrl-C and SIGTERM cancel the command, which then takes the lab down in good order.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });

static async Task<IAsyncDisposable> StartOperatorAsync(KubernetesConfig config, ILoggerFactory logs, CancellationToken cancellationToken) =>
    await OperatorHost.StartAsync(new OperatorHostOptions { Config = config, HealthPort = null }, TimeProvider.System, logs, cancellationToken);

using System.CommandLine;
using System.Net;
using ChatDr.Kubernetes.Config;
using ChatDr.Operator.Hosting;
using Microsoft.Extensions.Logging;

var kubeconfig = new Option<string?>("--kubeconfig")
{
    Description = "The kubeconfig of the cluster. Default: KUBECONFIG, then in-cluster, then ~/.kube/config.",
};
var healthPort = new Option<int>("--health-port") { Description = "The port of /metrics, /healthz and /readyz; 0 for any.", DefaultValueFactory = _ => 8081 };
var healthAddress = new Option<string>("--health-address") { Description = "The address to listen on for them.", DefaultValueFactory = _ => "0.0.0.0" };
var leaderElect = new Option<bool>("--leader-elect") { Description = "Elect one of several replicas by a Lease." };
var ns = new Option<string?>("--namespace") { Description = "The only namespace to look at. Default: all." };
var root = new RootCommand("ChatDR: builds, watches and repairs stretched Persistent Chat pools.") { kubeconfig, healthPort, healthAddress, leaderElect, ns };

root.SetAction(async (arguments, cancellationToken) =>
{
    using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        console.UseUtcTimestamp = true;
    }));
    try
    {
        await using var host = await OperatorHost.StartAsync(
            new OperatorHostOptions
            {
                Config = KubernetesConfig.Load(arguments.GetValue(kubeconfig)),
                HealthPort = arguments.GetValue(healthPort),
                HealthAddress = IPAddress.Parse(arguments.GetValue(healthAddress)!),
                LeaderElection = arguments.GetValue(leaderElect),
                Namespace = arguments.GetValue(ns),
            },
            TimeProvider.System,
            logs,
            cancellationToken);
        await host.WaitForShutdownAsync(cancellationToken);
        return Environment.ExitCode;
    }
    catch (KubernetesConfigException noCluster)
    {
        await Console.Error.WriteLineAsync(noCluster.Message);
        return 2;
    }
});

return await root.Parse(args).InvokeAsync();

using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Cli;

/// <summary><c>up</c>: a lab that stays until it is interrupted.</summary>
internal static class UpCommand
{
    /// <summary>The command.</summary>
    public static Command Create(LabParts parts)
    {
        var kubeconfig = new Option<FileInfo?>("--kubeconfig") { Description = "Write the credentials to this file, for kubectl and for the operator." };
        var port = new Option<int>("--port") { Description = "The API server's port on 127.0.0.1; 0 takes any free one." };
        var noOperator = new Option<bool>("--no-operator")
        {
            Description = "Do not run the operator in this process: it runs elsewhere, against the kubeconfig.",
        };
        var command = new Command("up", "Starts a cluster in this process and stays until Ctrl-C.") { kubeconfig, port, noOperator };
        command.SetAction((arguments, stop) => RunAsync(
            parts, arguments.GetValue(kubeconfig), arguments.GetValue(port), !arguments.GetValue(noOperator), arguments.InvocationConfiguration.Output, stop));
        return command;
    }

    private static async Task<int> RunAsync(LabParts parts, FileInfo? kubeconfig, int port, bool withOperator, TextWriter output, CancellationToken stop)
    {
        using var logs = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(LogLevel.Warning)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            }));
        var options = new LabClusterOptions
        {
            Port = port,
            Images = parts.Images,
            StartOperator = withOperator ? (config, starting) => parts.StartOperator(config, logs, starting) : null,
        };
        await using var lab = await LabCluster.StartAsync(options, parts.Time, logs, stop);
        var file = kubeconfig?.FullName ?? Path.Combine(
            Path.GetTempPath(), $"chatdr-lab-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.kubeconfig");
        await WriteSecretAsync(file, lab.Kubeconfig, stop);
        await output.WriteLineAsync(Instructions(file, lab.FaultServer.Address, withOperator));
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, parts.Time, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await output.WriteLineAsync("Stopping.");
        }
        finally
        {
            if (kubeconfig is null)
            {
                File.Delete(file);
            }
        }

        return 0;
    }

    private static async Task WriteSecretAsync(string file, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var stream = new FileStream(file, options);
        await using var writer = new StreamWriter(stream);
        await writer.WriteAsync(text.AsMemory(), cancellationToken);
    }

    /// <summary>Whether a Service's port 80 answers at 80, or 10000 above because the system keeps it for root.</summary>
    private static bool MayListenBelow1024()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 80));
            return true;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode != SocketError.AccessDenied;
        }
    }

    private static string Instructions(string kubeconfig, Uri faults, bool withOperator) => $$$"""
        The lab is up{{{(withOperator ? "" : ", without an operator")}}}. In another terminal:

          export KUBECONFIG={{{kubeconfig}}}
          export {{{FaultCommand.Variable}}}={{{faults}}}
        {{{(withOperator ? "" : "  dotnet run --project src/ChatDr.Operator -- --kubeconfig $KUBECONFIG\n")}}}  kubectl apply -f config/samples/stretched-pool.yaml
          kubectl wait --for=condition=Ready scp/atl-chat --timeout=120s
          kubectl get scp,sqli,dbm,lship,pfo,pods -o wide

        Post a message and read it back (the addresses of Services answer on this machine):

          CHAT=http://$(kubectl get svc atl-chat-chat -o jsonpath={.spec.clusterIP}){{{(MayListenBelow1024() ? "" : ":10080")}}}
          curl -d '{"author":"me","body":"hello","clientId":"'$(cat /proc/sys/kernel/random/uuid)'"}' -H 'Content-Type: application/json' $CHAT/rooms/lobby/messages
          curl $CHAT/rooms/lobby/messages

        Break it, and order what helps:

          kubectl delete pod atl-chat-1a-0
          dotnet run --project src/ChatDr.Lab -- fault lose-site atlanta
          kubectl apply -f config/samples/failover-forced.yaml
          kubectl get pfo -w

        Ctrl-C ends it, and everything in it is gone.
        """;
}

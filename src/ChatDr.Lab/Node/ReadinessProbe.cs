using System.Net;
using System.Net.Sockets;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>Asks a container whether it is ready, as its probe says.</summary>
internal sealed class ReadinessProbe(HttpClient http, TimeProvider time)
{
    private const int SqlServerPort = 1433;

    /// <summary>Between two probes.</summary>
    public static TimeSpan Period(V1Container container) => TimeSpan.FromSeconds(container.ReadinessProbe?.PeriodSeconds ?? 10);

    /// <summary>Whether the container is ready. One without a probe is. An exec probe runs a program that a simulated container does not have,
    /// so the container's first port has to answer instead.</summary>
    public async Task<bool> PassesAsync(V1Container container, IPAddress address, CancellationToken cancellationToken)
    {
        if (container.ReadinessProbe is not { } probe)
        {
            return true;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(probe.TimeoutSeconds ?? 1), time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return probe.HttpGet is { } get
                ? await AnswersAsync(new Uri($"http://{address}:{Port(container, get.Port)}{get.Path}"), linked.Token)
                : await ConnectsAsync(address, probe.TcpSocket is { } tcp ? Port(container, tcp.Port) : FirstPort(container), linked.Token);
        }
        catch (Exception refused) when (refused is SocketException or HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> AnswersAsync(Uri uri, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return (int)answer.StatusCode is >= 200 and < 400;
    }

    private static async Task<bool> ConnectsAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address, port, cancellationToken);
        return true;
    }

    private static int Port(V1Container container, IntOrString? port) => port switch
    {
        { Number: { } number } => number,
        { Text: { } name } => container.Ports?.FirstOrDefault(candidate => candidate.Name == name)?.ContainerPort
            ?? throw new InvalidOperationException($"Container {container.Name} has no port named {name}, which its probe asks for."),
        _ => FirstPort(container),
    };

    private static int FirstPort(V1Container container) => container.Ports is [{ ContainerPort: { } port }, ..] ? port : SqlServerPort;
}

using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Cli;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Lab.Tests.Node;

/// <summary>What <c>kubectl logs</c> shows of a pod of the lab.</summary>
public sealed class ContainerLogTests : IAsyncLifetime
{
    private static readonly NamespacedName Pod = new("default", "speaker");
    private LabCluster _lab = null!;

    public async Task InitializeAsync() => _lab = await LabCluster.StartAsync(
        new LabClusterOptions { Images = [new SpeakerImage()] }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    [Fact]
    public async Task RestartedContainer_HasItsOwnLogAndThatOfTheRunBefore()
    {
        await RunAsync("test/speaker");
        await Eventually.HoldsAsync(LogOrRefusalAsync, log => log.Contains("run 2 says goodbye", StringComparison.Ordinal), "the second run speaks");

        (await LogAsync(new PodLogOptions())).ShouldNotContain("run 1");
        (await LogAsync(new PodLogOptions { Previous = true })).ShouldContain("run 1 says hello");
        (await LogAsync(new PodLogOptions { TailLines = 1 })).ShouldNotContain("hello");
        (await LogAsync(new PodLogOptions { SinceTime = TimeProvider.System.GetUtcNow().AddHours(1) })).ShouldBeEmpty();
        (await LogAsync(new PodLogOptions { Timestamps = true })).ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z ");
    }

    [Fact]
    public async Task ContainerWhoseImageIsMissing_SaysSoInsteadOfNothing()
    {
        await RunAsync("nginx:latest");

        await Eventually.HoldsAsync(
            LogOrRefusalAsync,
            said => said.Contains("is waiting to start: trying and failing to pull image", StringComparison.Ordinal),
            "the log says why there is none");
    }

    private async Task<string> LogOrRefusalAsync()
    {
        try
        {
            return await LogAsync(new PodLogOptions());
        }
        catch (KubernetesApiException refused)
        {
            return refused.Message;
        }
    }

    private Task<V1Pod> RunAsync(string image) => _lab.Client.CreateAsync(
        new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = Pod.Name, Namespace = Pod.Namespace },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "main", Image = image }] },
        },
        CancellationToken.None);

    private async Task<string> LogAsync(PodLogOptions options)
    {
        await using var stream = await _lab.Client.ReadPodLogAsync(Pod, options, CancellationToken.None);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}

using System.Net;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Cli;
using ChatDr.Lab.Node;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Lab.Tests.Node;

/// <summary>The node against the lab's API server over HTTP, with a container that echoes.</summary>
public sealed class LabNodeTests : IAsyncLifetime, IDisposable
{
    private static readonly NamespacedName Service = new("default", "echo");
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(5) };
    private LabCluster _lab = null!;

    public async Task InitializeAsync() => _lab = await LabCluster.StartAsync(
        new LabClusterOptions { Images = [new EchoImage()] }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task StatefulSet_PodsServeThroughTheServiceByReadiness()
    {
        await ApplyAsync("up");
        var answer = await AskAsync(text => text.EndsWith(": up", StringComparison.Ordinal));
        answer.ShouldMatch("^echo-[01]: up$");

        await MapAsync("down");
        await Eventually.HoldsAsync(async () => (await PodsAsync()).Count(pod => pod.IsReady()), ready => ready == 0, "no pod is ready");
        await Eventually.HoldsAsync(TryAskAsync, text => text is null, "the Service refuses connections");
    }

    [Fact]
    public async Task KilledPod_IsMadeAnewWithItsClaim()
    {
        await ApplyAsync("up");
        await AskAsync(text => text.Length > 0);
        var before = await PodAsync("echo-0");
        await File.WriteAllTextAsync(Path.Combine(_lab.Node.ClaimFolder(new("default", "data-echo-0")), "kept"), "yes");

        await _lab.Faults.KillPodAsync(new("default", "echo-0"), CancellationToken.None);

        await Eventually.HoldsAsync(
            () => PodAsync("echo-0"), pod => pod?.Metadata.Uid != before!.Metadata.Uid && pod?.IsReady() == true, "another echo-0 is ready");
        File.Exists(Path.Combine(_lab.Node.ClaimFolder(new("default", "data-echo-0")), "kept")).ShouldBeTrue();
    }

    [Fact]
    public async Task LostSite_StaysDeadUntilRestored()
    {
        await ApplyAsync("up");
        await AskAsync(text => text.Length > 0);

        await _lab.Faults.LoseSiteAsync("atlanta", CancellationToken.None);
        await Eventually.HoldsAsync(TryAskAsync, text => text is null, "the Service refuses connections");
        await Eventually.HoldsAsync(async () => (await PodsAsync()).Count(pod => pod.IsReady()), ready => ready == 0, "no pod is ready");

        await _lab.Faults.RestoreSiteAsync("atlanta", CancellationToken.None);
        await AskAsync(text => text.Length > 0);
    }

    [Fact]
    public async Task Instance_LostForAMoment_IsStartedAnew()
    {
        await ApplyAsync("up");
        await Eventually.HoldsAsync(async () => (await PodsAsync()).Count(pod => pod.IsReady()), ready => ready == 2, "both pods are ready");

        _lab.Faults.LoseInstance("echo");
        _lab.Faults.RestoreInstance("echo");

        await Eventually.HoldsAsync(
            PodsAsync, pods => pods.All(pod => pod.IsReady() && pod.Status?.ContainerStatuses is [{ RestartCount: 1 }]), "both were started again");
    }

    [Fact]
    public async Task UnknownImageAndMissingSecret_SaySoInStatus()
    {
        await _lab.Client.CreateAsync(Pod("stranger", "nginx:latest"), CancellationToken.None);
        await _lab.Client.CreateAsync(
            Pod("waiting", "test/echo", new V1EnvVar { Name = "X", ValueFrom = new() { SecretKeyRef = new() { Name = "later", Key = "k" } } }),
            CancellationToken.None);

        await Eventually.HoldsAsync(() => WaitingAsync("stranger"), waiting => waiting?.Reason == "ImagePullBackOff", "stranger waits for its image");
        await Eventually.HoldsAsync(
            () => WaitingAsync("waiting"),
            waiting => waiting is { Reason: "CreateContainerConfigError", Message: "secret \"later\" not found" },
            "waiting names its secret");
    }

    [Fact]
    public async Task DeletedPod_EndsAndLeavesTheApi()
    {
        await _lab.Client.CreateAsync(Pod("stranger", "nginx:latest"), CancellationToken.None);
        await Eventually.HoldsAsync(() => WaitingAsync("stranger"), waiting => waiting is not null, "the node knows the pod");

        await _lab.Client.DeleteAsync<V1Pod>(new("default", "stranger"), new DeleteOptions(), CancellationToken.None);

        await Eventually.HoldsAsync(() => PodAsync("stranger"), pod => pod is null, "the pod is gone");
    }

    private static V1Pod Pod(string name, string image, params V1EnvVar[] variables) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Namespace = "default" },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = "main", Image = image, Env = variables }] },
    };

    private async Task ApplyAsync(string text)
    {
        await MapAsync(text);
        var labels = new Dictionary<string, string> { ["app"] = "echo", [LabLabels.Site] = "atlanta", [LabLabels.Instance] = "echo" };
        await _lab.Client.ApplyAsync(
            new V1Service
            {
                Metadata = new V1ObjectMeta { Name = "echo", Namespace = "default" },
                Spec = new V1ServiceSpec { Selector = labels, Ports = [new V1ServicePort { Port = 80, TargetPort = 8080, Protocol = "TCP" }] },
            },
            "test", true, CancellationToken.None);
        await _lab.Client.ApplyAsync(Set(labels), "test", true, CancellationToken.None);
    }

    private static V1StatefulSet Set(Dictionary<string, string> labels) => new()
    {
        Metadata = new V1ObjectMeta { Name = "echo", Namespace = "default" },
        Spec = new V1StatefulSetSpec
        {
            Replicas = 2,
            ServiceName = "echo",
            PodManagementPolicy = "Parallel",
            Selector = new V1LabelSelector { MatchLabels = labels },
            VolumeClaimTemplates =
            [
                new V1PersistentVolumeClaim
                {
                    Metadata = new V1ObjectMeta { Name = "data" },
                    Spec = new V1PersistentVolumeClaimSpec
                    {
                        AccessModes = ["ReadWriteOnce"], Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = "1Gi" } },
                    },
                },
            ],
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = labels },
                Spec = new V1PodSpec
                {
                    Containers =
                    [
                        new V1Container
                        {
                            Name = "main",
                            Image = "test/echo:latest",
                            Env = [new V1EnvVar { Name = "POD_NAME", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.name" } } }],
                            ReadinessProbe = new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/readyz", Port = 8080 }, PeriodSeconds = 1 },
                            VolumeMounts =
                            [
                                new V1VolumeMount { Name = "text", MountPath = "/etc/echo" }, new V1VolumeMount { Name = "data", MountPath = "/data" },
                            ],
                        },
                    ],
                    Volumes = [new V1Volume { Name = "text", ConfigMap = new V1ConfigMapVolumeSource { Name = "echo" } }],
                },
            },
        },
    };

    private Task<V1ConfigMap> MapAsync(string text) => _lab.Client.ApplyAsync(
        new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "echo", Namespace = "default" }, Data = new Dictionary<string, string> { ["text"] = text } },
        "test", true, CancellationToken.None);

    private async Task<string> AskAsync(Func<string, bool> holds) =>
        (await Eventually.HoldsAsync(TryAskAsync, text => text is not null && holds(text), "the Service answers"))!;

    private async Task<string?> TryAskAsync()
    {
        try
        {
            return _lab.Node.AddressOf(Service, 80) is { } address ? await _http.GetStringAsync(new Uri($"http://{address}/")) : null;
        }
        catch (Exception broken) when (broken is HttpRequestException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<V1Pod>> PodsAsync() => (await _lab.Client.ListAsync<V1Pod>("default", new ListOptions(), CancellationToken.None)).Items;

    private Task<V1Pod?> PodAsync(string name) => _lab.Client.GetAsync<V1Pod>(new("default", name), CancellationToken.None);

    private async Task<V1ContainerStateWaiting?> WaitingAsync(string name) => (await PodAsync(name))?.Status?.ContainerStatuses?[0].State?.Waiting;
}

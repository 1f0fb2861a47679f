using System.Globalization;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.ApiServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Lab.Tests.ApiServer;

/// <summary>A server with a folder goes on where it stopped, or crashed.</summary>
public sealed class PersistenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lab-api-").FullName;

    private string Journal => Path.Combine(_folder, "objects.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Restart_WithItsFolder_HasObjectsAndGoesOnCountingRevisions()
    {
        string revision;
        await using (var first = await StartAsync())
        {
            using var client = ClientOf(first);
            await client.CreateAsync(Map("kept"), default);
            await client.CreateAsync(Map("deleted"), default);
            await client.DeleteAsync<V1ConfigMap>(new("default", "deleted"), new DeleteOptions(), default);
            await client.CreateAsync(
                new V1Service { Metadata = new() { Namespace = "default", Name = "s" }, Spec = new() { Ports = [new() { Port = 80 }] } }, default);
            revision = (await client.ListAsync<V1ConfigMap>("default", new ListOptions(), default)).Metadata.ResourceVersion!;
        }

        await using var second = await StartAsync();
        using var again = ClientOf(second);

        (await again.ListAsync<V1ConfigMap>("default", new ListOptions(), default)).Items.Select(map => map.Metadata.Name).ShouldBe(["kept"]);
        (await again.GetAsync<V1Service>(new("default", "s"), default))!.Spec!.ClusterIP.ShouldNotBeNullOrEmpty();
        var fresh = await again.CreateAsync(Map("fresh"), default);
        long.Parse(fresh.Metadata.ResourceVersion!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(long.Parse(revision, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task LastLine_CutOffByACrash_IsLeftOut()
    {
        await using (var first = await StartAsync())
        {
            using var client = ClientOf(first);
            await client.CreateAsync(Map("whole"), default);
            await client.CreateAsync(Map("torn"), default);
        }

        using (var file = File.OpenWrite(Journal))
        {
            file.SetLength(file.Length - 5);
        }

        await using var second = await StartAsync();
        using var again = ClientOf(second);
        (await again.ListAsync<V1ConfigMap>("default", new ListOptions(), default)).Items.Select(map => map.Metadata.Name).ShouldBe(["whole"]);
    }

    [Fact]
    public async Task LineInTheMiddle_ThatIsDamaged_IsToldWithItsNumber_NotLeftOut()
    {
        await using (await StartAsync())
        {
        }

        var lines = await File.ReadAllLinesAsync(Journal);
        lines[1] = lines[1][..10];
        await File.WriteAllLinesAsync(Journal, lines);

        (await Should.ThrowAsync<InvalidDataException>(StartAsync)).Message.ShouldContain("line 2 is damaged");
    }

    private Task<LabApiServer> StartAsync() =>
        LabApiServer.StartAsync(new LabApiServerOptions { DataDirectory = _folder }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    private static KubernetesClient ClientOf(LabApiServer server) =>
        new(KubernetesConfig.FromKubeconfig(server.Kubeconfig), TimeProvider.System, NullLogger<KubernetesClient>.Instance);

    private static V1ConfigMap Map(string name) => new() { Metadata = new() { Namespace = "default", Name = name } };
}

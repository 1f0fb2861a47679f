using System.Globalization;
using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Caching;

/// <summary>Runs alone, for it looks at the memory of the process.</summary>
[CollectionDefinition(nameof(InformerMemoryTests), DisableParallelization = true)]
[Collection(nameof(InformerMemoryTests))]
public sealed class InformerMemoryTests
{
    private const int Watches = 4000;

    private const string Bookmark = """{"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"#"}}}""";

    /// <summary>A cancellation source that is linked for each watch and left behind is some 350 bytes.</summary>
    private const long AllowedForEach = 150;

    /// <summary>KubeOps' memory grows with each reconnection (824), as KubernetesClient's did (1123).</summary>
    [Fact]
    public async Task ThousandsOfWatches_LeaveNothingBehind()
    {
        var watches = 0;
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ApiServerStub.StartAsync();
        server.KeepsRequests = false;
        server.Otherwise = async context =>
        {
            if (!context.Request.Query.ContainsKey("watch"))
            {
                await context.Response.WriteAsync("""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"0"},"items":[]}""");
                return;
            }

            // The one after each half waits, so that it is known how many there were when memory is looked at.
            var number = Interlocked.Increment(ref watches);
            await (number == Watches + 1 ? goOn.Task : number > Watches * 2 ? server.SilenceAsync(context) : Task.CompletedTask);
            await context.Response.WriteAsync(Bookmark.Replace("#", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        };
        using var client = server.Client();
        using var stop = new CancellationTokenSource();
        var informer = new Informer<V1ConfigMap>(
            client, "ns", new CacheOptions<V1ConfigMap>(), TimeProvider.System, new Random(1), NullLogger<Informer<V1ConfigMap>>.Instance);
        var running = informer.RunAsync(stop.Token);

        var before = await HeldAfterAsync(Watches);
        goOn.SetResult();
        var after = await HeldAfterAsync(Watches * 2);

        (after - before).ShouldBeLessThan(Watches * AllowedForEach);
        await stop.CancelAsync();
        await running;

        async Task<long> HeldAfterAsync(int count)
        {
            await Await.UntilAsync($"{count} watches", () => Volatile.Read(ref watches) > count, () => watches);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }
}

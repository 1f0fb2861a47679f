using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>
/// Those who change things, each over a connection of its own: half of the objects are ConfigMaps, half Secrets that come into the selection and leave it.
/// </summary>
internal sealed class SoakWriters : IAsyncDisposable
{
    private readonly List<(KubernetesClient Client, Random Random)> _writers;
    private readonly int _names;
    private Part _focus;
    private CancellationTokenSource _over = new();
    private Task _writing = Task.CompletedTask;
    private long _written;

    private sealed record Part(int From, int Count);

    /// <summary>So many writers for so many objects.</summary>
    public SoakWriters(KubernetesConfig config, int writers, int objects, int seed)
    {
        _names = objects / 2;
        _focus = new(0, _names);
        _writers = [.. Enumerable.Range(1, writers).Select(number => (
            new KubernetesClient(config, TimeProvider.System, NullLogger<KubernetesClient>.Instance), new Random(seed + number)))];
    }

    /// <summary>How much was written so far.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>The names of all objects of a kind that there may be.</summary>
    public IEnumerable<NamespacedName> Names => Enumerable.Range(0, _names).Select(Name);

    /// <summary>Has them all write the same few objects: one of so many parts of all.</summary>
    public void Focus(int part, int parts) => _focus = new(_names * part / parts, _names / parts);

    /// <summary>Has them write, until <see cref="PauseAsync"/>.</summary>
    public void Go()
    {
        _focus = new(0, _names);
        _over.Dispose();
        _over = new CancellationTokenSource();
        _writing = Task.WhenAll(_writers.Select(writer => WriteAsync(writer.Client, writer.Random, _over.Token)));
    }

    /// <summary>Ends when the last of them has finished what it wrote.</summary>
    public async Task PauseAsync()
    {
        await _over.CancelAsync();
        await _writing;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await PauseAsync();
        _over.Dispose();
        foreach (var (client, _) in _writers)
        {
            client.Dispose();
        }
    }

    private static NamespacedName Name(int number) => new("default", $"soak-{number}");

    private NamespacedName Pick(Random random)
    {
        var (from, count) = _focus;
        return Name(from + random.Next(count));
    }

    private async Task WriteAsync(KubernetesClient client, Random random, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await (random.Next(2) == 0 ? WriteMapAsync(client, random) : WriteSecretAsync(client, random));
                Interlocked.Increment(ref _written);
            }
            catch (Exception refused) when (refused is KubernetesApiException or HttpRequestException)
            {
                // Faults are what this is about; the next write may do better.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task WriteMapAsync(KubernetesClient client, Random random)
    {
        var (name, value) = (Pick(random), random.Next().ToString(CultureInfo.InvariantCulture));
        switch (random.Next(5))
        {
            case 0:
                await client.DeleteAsync<V1ConfigMap>(name, new DeleteOptions(), CancellationToken.None);
                break;
            case 1:
                var patch = new JsonObject { ["data"] = new JsonObject { ["b"] = value } };
                await client.ModifyAsync<V1ConfigMap>(name, _ => (JsonObject)patch.DeepClone(), TimeProvider.System, CancellationToken.None);
                break;
            default:
                var map = new V1ConfigMap
                {
                    Metadata = new() { Namespace = name.Namespace, Name = name.Name },
                    Data = new Dictionary<string, string> { ["a"] = value },
                };
                await client.ApplyAsync(map, "soak", force: true, CancellationToken.None);
                break;
        }
    }

    private async Task WriteSecretAsync(KubernetesClient client, Random random)
    {
        var (name, value) = (Pick(random), random.Next().ToString(CultureInfo.InvariantCulture));
        if (random.Next(5) == 0)
        {
            await client.DeleteAsync<V1Secret>(name, new DeleteOptions(), CancellationToken.None);
            return;
        }

        var labels = new Dictionary<string, string> { ["soak"] = random.Next(4) == 0 ? "no" : "yes" };
        var secret = new V1Secret
        {
            Metadata = new() { Namespace = name.Namespace, Name = name.Name, Labels = labels },
            Data = new Dictionary<string, byte[]> { ["a"] = Encoding.UTF8.GetBytes(value) },
        };
        await client.ApplyAsync(secret, "soak", force: true, CancellationToken.None);
    }
}

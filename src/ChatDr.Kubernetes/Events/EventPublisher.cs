using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Metrics;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Events;

/// <summary>
/// Writes <c>events.k8s.io/v1</c> events from a bounded queue: publishing never waits and never fails, and an API server that is down costs events only.
/// </summary>
internal sealed partial class EventPublisher(IKubernetesClient client, OperatorOptions options, TimeProvider time, ILogger<EventPublisher> logger)
    : IEventPublisher
{
    private const int QueueLength = 1000;
    private const int MaxNoteBytes = 1024;
    private static readonly Counter<long> Dropped = KubernetesMeter.Instance.CreateCounter<long>(
        "events_dropped_total", description: "Number of events that were not written, partitioned by reason.");

    private readonly Channel<PendingEvent> _queue = Channel.CreateBounded<PendingEvent>(QueueLength);
    private readonly EventCorrelator _correlator = new(time);

    public void Publish(IKubernetesObject subject, EventType type, string reason, string message)
    {
        var reference = new V1ObjectReference
        {
            ApiVersion = subject.ApiVersion,
            Kind = subject.Kind,
            Namespace = subject.Metadata.Namespace,
            Name = subject.Metadata.Name,
            Uid = subject.Metadata.Uid,
            ResourceVersion = subject.Metadata.ResourceVersion,
        };
        if (!_queue.Writer.TryWrite(new PendingEvent(reference, type.ToString(), reason, Cut(message), time.GetUtcNow())))
        {
            Drop("queue_full");
        }
    }

    /// <summary>Writes events until <see cref="Complete"/> and the queue is empty, or cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var reason in (ReadOnlySpan<string>)["queue_full", "refused", "rate"])
        {
            Drop(reason, 0);
        }

        await foreach (var pending in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await WriteAsync(pending, cancellationToken);
            }
            catch (Exception unwritten) when (unwritten is KubernetesApiException or HttpRequestException)
            {
                Drop("refused");
                LogUnwritten(logger, pending.Reason, pending.Subject.Kind, pending.Subject.Name, unwritten.Message);
            }
        }
    }

    /// <summary>Takes no more events.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    private static void Drop(string reason, int count = 1) => Dropped.Add(count, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>At most 1024 bytes of UTF-8, which is what the server accepts, never half a character.</summary>
    private static string Cut(string message)
    {
        if (Encoding.UTF8.GetByteCount(message) <= MaxNoteBytes)
        {
            return message;
        }

        const string Ellipsis = "…";
        var room = MaxNoteBytes - Encoding.UTF8.GetByteCount(Ellipsis);
        var length = 0;
        foreach (var rune in message.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return message[..length] + Ellipsis;
    }

    private async Task WriteAsync(PendingEvent pending, CancellationToken cancellationToken)
    {
        if (_correlator.Correlate(pending.Subject, pending.Type, pending.Reason, pending.Note) is not var (note, known))
        {
            Drop("rate");
            return;
        }

        if (known.Name is { } written && await CountUpAsync(written, known.Count, pending.At, cancellationToken))
        {
            return;
        }

        known.Count = 1;
        var stored = await client.CreateAsync(Compose(pending, note), cancellationToken);
        known.Name = NamespacedName.Of(stored);
    }

    /// <summary>Whether the event was still there to be counted up; servers keep events for an hour.</summary>
    private async Task<bool> CountUpAsync(NamespacedName written, int count, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["series"] = new JsonObject
            {
                ["count"] = count,
                ["lastObservedTime"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            },
        };
        try
        {
            await client.MergePatchAsync<Eventsv1Event>(written, patch, cancellationToken);
            return true;
        }
        catch (KubernetesApiException gone) when (gone.IsNotFound)
        {
            return false;
        }
    }

    private Eventsv1Event Compose(PendingEvent pending, string note) => new()
    {
        Metadata = new()
        {
            Name = $"{pending.Subject.Name}.{Guid.NewGuid():N}",
            Namespace = pending.Subject.Namespace is { Length: > 0 } ns ? ns : "default",
        },
        EventTime = pending.At,
        ReportingController = options.Name,
        ReportingInstance = Environment.MachineName,
        Action = "Reconcile",
        Reason = pending.Reason,
        Regarding = pending.Subject,
        Note = Cut(note),
        Type = pending.Type,
    };

    [LoggerMessage(500, LogLevel.Warning, "Event {Reason} about {Kind} {Name} was not written: {Trouble}")]
    private static partial void LogUnwritten(ILogger logger, string reason, string? kind, string? name, string trouble);
}

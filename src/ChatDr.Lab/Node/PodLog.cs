using System.Runtime.CompilerServices;
using ChatDr.Lab.ApiServer;

namespace ChatDr.Lab.Node;

/// <summary>The last lines that one run of a container wrote.</summary>
internal sealed class PodLog(TimeProvider time)
{
    /// <summary>Lines that are kept.</summary>
    public const int Capacity = 2000;

    private readonly Lock _gate = new();
    private readonly Queue<PodLogLine> _lines = new();
    private long _written;
    private bool _closed;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Adds a line, and drops the oldest when there are too many.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(new PodLogLine(time.GetUtcNow(), line));
            _written++;
            if (_lines.Count > Capacity)
            {
                _lines.Dequeue();
            }
        }

        Signal();
    }

    /// <summary>The run is over: readers that follow come to an end.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        Signal();
    }

    /// <summary>The lines that are asked for and still kept, and, when the reader follows, those to come.</summary>
    public async IAsyncEnumerable<PodLogLine> ReadAsync(PodLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = query.TailLines is { } count ? Math.Max(0, Volatile.Read(ref _written) - count) : 0;
        while (true)
        {
            var (lines, end, closed, changed) = Since(next);
            next = end;
            foreach (var line in lines.Where(line => query.Since is not { } since || line.At >= since))
            {
                yield return line;
            }

            if (!query.Follow || closed)
            {
                yield break;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private (IReadOnlyList<PodLogLine> Lines, long End, bool Closed, Task Changed) Since(long from)
    {
        lock (_gate)
        {
            var first = _written - _lines.Count;
            return ([.. _lines.Skip((int)Math.Max(0, from - first))], _written, _closed, _changed.Task);
        }
    }

    private void Signal()
    {
        TaskCompletionSource signalled;
        lock (_gate)
        {
            signalled = _changed;
            _changed = NewSignal();
        }

        signalled.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using System.Runtime.CompilerServices;

namespace ChatDr.Lab.Node;

/// <summary>The last lines that a container wrote.</summary>
internal sealed class PodLog
{
    /// <summary>Lines that are kept.</summary>
    public const int Capacity = 2000;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private long _written;
    private bool _closed;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Adds a line, and drops the oldest when there are too many.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            _written++;
            if (_lines.Count > Capacity)
            {
                _lines.Dequeue();
            }
        }

        Signal();
    }

    /// <summary>The container is gone: readers that follow come to an end.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        Signal();
    }

    /// <summary>The last <paramref name="tail"/> lines (null: all that are kept), and, with <paramref name="follow"/>, those to come.</summary>
    public async IAsyncEnumerable<string> ReadAsync(int? tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = tail is { } count ? Math.Max(0, Volatile.Read(ref _written) - count) : 0;
        while (true)
        {
            var (lines, end, closed, changed) = Since(next);
            next = end;
            foreach (var line in lines)
            {
                yield return line;
            }

            if (!follow || closed)
            {
                yield break;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private (IReadOnlyList<string> Lines, long End, bool Closed, Task Changed) Since(long from)
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

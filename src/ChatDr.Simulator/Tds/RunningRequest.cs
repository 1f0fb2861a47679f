namespace ChatDr.Simulator.Tds;

/// <summary>
/// The request that runs, for what may end it from outside: attentions and the connection's end. Each attention ends the request it follows, no later one.
/// </summary>
internal sealed class RunningRequest
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private int _attentions;
    private bool _isOver;

    /// <summary>A request runs from now on; an attention that came while it waited ends it at once.</summary>
    public void Begin(CancellationTokenSource running)
    {
        lock (_gate)
        {
            _running = running;
            if (_attentions > 0 || _isOver)
            {
                running.Cancel();
            }
        }
    }

    /// <summary>It does not run any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _running = null;
        }
    }

    /// <summary>An attention came; it is in the queue behind the request.</summary>
    public void NoteAttention()
    {
        lock (_gate)
        {
            _attentions++;
            _running?.Cancel();
        }
    }

    /// <summary>The attention is out of the queue.</summary>
    public void ForgetAttention()
    {
        lock (_gate)
        {
            _attentions--;
        }
    }

    /// <summary>The connection ended: this request does, and those that wait do not begin.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            _isOver = true;
            _running?.Cancel();
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Authentication;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>A partner's connection to the other partner or to the witness: kept up by trying again for as long as the session lasts.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Nothing here holds a wait handle or a timer; late wake-ups may still come after the link "
    + "has stopped.")]
internal sealed class MirroringLink
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Instance _instance;
    private readonly Func<MirroringLink, CancellationToken, Task> _converse;
    private readonly Action<MirroringLink, Exception> _lost;
    private readonly CancellationTokenSource _stopped = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _gate = new();
    private PeerConnection? _connection;

    /// <summary>Begins to connect.</summary>
    /// <param name="instance">The local instance.</param>
    /// <param name="address">Where to.</param>
    /// <param name="converse">What to say while connected; returns never, or throws when the conversation cannot go on.</param>
    /// <param name="lost">Told, by which link, when a conversation, or the attempt at one, has ended.</param>
    public MirroringLink(Instance instance, string address, Func<MirroringLink, CancellationToken, Task> converse, Action<MirroringLink, Exception> lost)
    {
        (_instance, Address, _converse, _lost) = (instance, address, converse, lost);
        Running = Task.Run(RunAsync);
    }

    /// <summary>Where to.</summary>
    public string Address { get; }

    /// <summary>Ends after <see cref="Stop"/>.</summary>
    public Task Running { get; }

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="IOException">There is no connection, or it broke.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public async Task<MirroringMessage> AskAsync(MirroringMessage question, TimeSpan patience, CancellationToken cancellationToken)
    {
        // An instance that hangs says nothing to its partners either.
        await _instance.Options.Faults.WaitWhileFrozenAsync(cancellationToken);
        return await (_connection ?? throw new IOException("There is no connection.")).AskAsync(question, patience, cancellationToken);
    }

    /// <summary>Waits until woken, or for the time after which a silent side says that it is there; false when nobody woke it.</summary>
    public Task<bool> WaitAsync(CancellationToken cancellationToken) => _wake.WaitAsync(Interval, cancellationToken);

    /// <summary>Ends a wait.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    /// <summary>Ends the link.</summary>
    public void Stop() => _stopped.Cancel();

    private async Task RunAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                await using var connection = await PeerConnection.ConnectAsync(_instance, Address, _stopped.Token);
                _connection = connection;
                await _converse(this, _stopped.Token);
            }
            catch (Exception e)
            {
                // Whatever it is, a link that stopped trying would be a partner that never comes back.
                _connection = null;
                if (!PeerConnection.IsForeseen(e))
                {
                    _instance.ErrorLog.Write($"The conversation with {Address} failed; it is tried again: {e}");
                }

                if (!_stopped.IsCancellationRequested)
                {
                    _lost(this, e);
                }
            }

            if (!_stopped.IsCancellationRequested)
            {
                await Task.Delay(Retry, _instance.Time, CancellationToken.None);
            }
        }
    }
}

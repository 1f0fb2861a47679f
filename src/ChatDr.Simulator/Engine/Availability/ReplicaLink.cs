using System.Diagnostics.CodeAnalysis;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>The primary's side of the session with another replica: connects, hands out the configuration, seeds, resynchronises and sends log.</summary>
[SuppressMessage(
    "Reliability", "CA1001", Justification = "Nothing here holds a wait handle or a timer; late wake-ups may still come after the link has stopped.")]
internal sealed partial class ReplicaLink
{
    private readonly Lock _gate = new();
    private readonly AvailabilityGroup _group;
    private readonly ReplicaConfiguration _initial;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopped = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Dictionary<string, DatabaseLink> _databases = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Lsn?> _neededLog = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _copies = new(StringComparer.OrdinalIgnoreCase);
    private PeerConnection? _connection;
    private Task _excluding = Task.CompletedTask;

    internal ReplicaLink(AvailabilityGroup group, ReplicaConfiguration replica, ILogger logger)
    {
        (_group, _initial, _logger) = (group, replica, logger);
        Running = Task.Run(RunAsync);
    }

    /// <summary>The other replica, as it is configured now.</summary>
    public ReplicaConfiguration Replica => _group.Configuration.Find(_initial.Name) is { } now && now.Id == _initial.Id ? now : _initial;

    /// <summary>connected_state.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>last_connect_error_…; null for none since it was connected.</summary>
    public ConnectError? LastError { get; private set; }

    internal Task Running { get; }

    /// <summary>What the other copy of a database has hardened, and why it does not move if so.</summary>
    public DatabaseLink StateOf(string database)
    {
        lock (_gate)
        {
            return IsConnected
                ? _databases.GetValueOrDefault(database, DatabaseLink.Unknown)
                : _databases.GetValueOrDefault(database, DatabaseLink.Unknown) with { IsStreaming = false };
        }
    }

    internal Lsn HardenedOf(string database) => StateOf(database).Hardened;

    internal bool IsCatchingUp(string database) => StateOf(database) is { IsStreaming: true, IsParticipant: true };

    /// <summary>From where the copy will need log; null: it will be seeded; the beginning: it is not known.</summary>
    internal Lsn? NeededLog(string database)
    {
        lock (_gate)
        {
            return _neededLog.TryGetValue(database, out var lsn) ? lsn : default(Lsn);
        }
    }

    /// <summary>Whether the other replica said that it has a copy in the group.</summary>
    internal bool HasCopy(string database)
    {
        lock (_gate)
        {
            return _copies.Contains(database);
        }
    }

    internal void Stop()
    {
        _stopped.Cancel();
    }

    internal void Wake()
    {
        lock (_gate)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    /// <summary>Gives the other replica a configuration; false if it does not answer or refuses.</summary>
    internal async Task<bool> TryConfigureAsync(GroupConfiguration configuration, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!IsConnected || _connection is not { } connection)
        {
            return false;
        }

        try
        {
            return (await connection.AskAsync(Message(PeerRequest.Configure) with { Configuration = configuration }, patience, cancellationToken)).Ok;
        }
        catch (Exception e) when (PeerConnection.IsUnreachable(e) && !cancellationToken.IsCancellationRequested)
        {
            LogEnded(Replica.Name, e.Message);
            return false;
        }
    }

    private async Task RunAsync()
    {
        var time = _group.Instance.Time;
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                await using var connection = await PeerConnection.ConnectAsync(_group.Instance, Replica.EndpointUrl, _stopped.Token);
                await SessionAsync(connection);
            }
            catch (Exception e)
            {
                // Whatever it is, a link that stopped trying would be a replica that never comes back.
                NoteError(e);
            }

            if (_stopped.IsCancellationRequested)
            {
                break;
            }

            var wasConnected = IsConnected;
            Disconnected();
            ExcludeIfCounted(wasConnected);

            await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
        }

        Disconnected();
    }

    private async Task SessionAsync(PeerConnection connection)
    {
        while (true)
        {
            var asked = _group.Instance.Time.GetTimestamp();
            var attached = await connection.AskAsync(Message(PeerRequest.Attach) with
            {
                Configuration = _group.Configuration,
                Incarnation = _group.Instance.EndpointIncarnation,
            }, SessionTimeout, _stopped.Token);
            if (attached.Ok)
            {
                break;
            }

            LastError = new(35250, attached.Reason, Now);
            if (await IsYieldingAsync(attached))
            {
                return;
            }

            // Commits do not wait for one that answers and does not follow, either.
            ExcludeIfCounted(wasConnected: false);

            // A replica that is not ready yet keeps the question for a while; one that refuses answers at once.
            if (_group.Instance.Time.GetElapsedTime(asked) < TimeSpan.FromSeconds(1))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _group.Instance.Time, _stopped.Token);
            }
        }

        lock (_gate)
        {
            (_connection, IsConnected, LastError) = (connection, true, null);
            _databases.Clear();
        }

        if (_group.Configuration.Find(Replica.Name) is { IsJoined: false })
        {
            await _group.ChangeAsync(Joined, _stopped.Token);
        }

        await ServeAsync(connection);
    }

    /// <summary>
    /// The other replica knows of a later primary, or promised to follow one. Under CLUSTER_TYPE = NONE that is nobody's concern (docs/sql-server-facts.md D:
    /// split brain).
    /// </summary>
    private async Task<bool> IsYieldingAsync(PeerMessage refusal)
    {
        if (_group.Configuration.ClusterType == ClusterType.None)
        {
            return false;
        }

        if (refusal.Configuration is { } theirs && theirs.GroupId == _group.Configuration.GroupId && theirs.Epoch > _group.Epoch)
        {
            _group.TakeOffline();
            return true;
        }

        if (refusal.Epoch > _group.Epoch)
        {
            await _group.RenewAsync(refusal.Epoch, _stopped.Token);
        }

        return false;
    }

    private GroupConfiguration Joined(GroupConfiguration configuration) => configuration with
    {
        Replicas = [.. configuration.Replicas.Select(replica => replica.Id == _initial.Id ? replica with { IsJoined = true } : replica)],
    };

    private async Task ServeAsync(PeerConnection connection)
    {
        var subscribed = new Dictionary<string, Database>(StringComparer.OrdinalIgnoreCase);
        var told = _group.Configuration.Sequence;
        try
        {
            while (!_stopped.IsCancellationRequested)
            {
                if (told < _group.Configuration.Sequence)
                {
                    var configuration = _group.Configuration;
                    Require(await connection.AskAsync(Message(PeerRequest.Configure) with { Configuration = configuration }, SessionTimeout, _stopped.Token));
                    told = configuration.Sequence;
                }

                var sent = Replica.Mode != AvailabilityMode.ConfigurationOnly && await SendAllAsync(connection, subscribed);
                if (!sent && !await _wake.WaitAsync(TimeSpan.FromSeconds(1), _stopped.Token))
                {
                    Require(await connection.AskAsync(Message(PeerRequest.Heartbeat), SessionTimeout, _stopped.Token));
                }
            }
        }
        finally
        {
            foreach (var database in subscribed.Values)
            {
                database.LogGrown -= Wake;
            }
        }
    }

    /// <summary>Once a quorum knows that the replica is not synchronised, commits no longer wait for it.</summary>
    private void ExcludeIfCounted(bool wasConnected)
    {
        if (_excluding.IsCompleted
            && (wasConnected || _group.Configuration.Databases.Any(database => database.Synchronized.Contains(Replica.Name, StringComparer.OrdinalIgnoreCase))))
        {
            _excluding = _group.ExcludeAsync(this, null, () => !IsConnected, _stopped.Token);
        }
    }

    private void NoteError(Exception error)
    {
        var isTimeout = error is TimeoutException;
        LastError = new(isTimeout ? 35256 : 35250, error.Message, Now);
        if (isTimeout)
        {
            _group.Instance.ErrorLog.Write(35256, 16, 1,
                $"The session time-out was exceeded while waiting for replica '{Replica.Name}': {error.Message} It, or the network, may be down.");
        }

        if (PeerConnection.IsForeseen(error))
        {
            LogEnded(Replica.Name, error.Message);
        }
        else
        {
            LogFailed(Replica.Name, error);
        }
    }

    private void Disconnected()
    {
        string[] streaming;
        lock (_gate)
        {
            streaming = [.. _databases.Where(database => IsConnected && database.Value.IsStreaming).Select(database => database.Key)];
            (IsConnected, _connection) = (false, null);
        }

        foreach (var database in streaming)
        {
            _group.Instance.ErrorLog.Write(35267, 10, 1,
                $"The connection with the secondary database is terminated for primary database '{database}' on replica '{Replica.Name}'. This is an "
                    + "informational message only.");
        }
    }

    private TimeSpan SessionTimeout => TimeSpan.FromSeconds(Math.Max(GroupRules.ShortestSessionTimeout, Replica.SessionTimeout));

    private DateTime Now => _group.Instance.Time.GetUtcNow().UtcDateTime;

    private PeerMessage Require(PeerMessage answer) =>
        answer.Ok ? answer : throw new IOException($"Replica '{Replica.Name}' does not follow this primary any more: {answer.Reason}");

    private PeerMessage Message(PeerRequest kind) =>
        new() { Kind = kind, Group = _group.Configuration.Name, Sender = _group.Instance.ServerName, Epoch = _group.Epoch };

    [LoggerMessage(30, LogLevel.Information, "The session with replica '{Replica}' ended: {Reason}")]
    private partial void LogEnded(string replica, string reason);

    [LoggerMessage(31, LogLevel.Error, "The session with replica '{Replica}' failed; it is tried again.")]
    private partial void LogFailed(string replica, Exception exception);
}

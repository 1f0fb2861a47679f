using System.Diagnostics.CodeAnalysis;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>The primary's side of the session with another replica: connects, hands out the configuration, seeds, resynchronises and sends log.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Nothing here holds a wait handle or a timer; late wake-ups may still come after the link has stopped.")]
internal sealed partial class ReplicaLink
{
    private const int MaximumBatch = 1 << 20;

    private readonly Lock _gate = new();
    private readonly AvailabilityGroup _group;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopped = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Dictionary<string, DatabaseLink> _databases = new(StringComparer.OrdinalIgnoreCase);
    private PeerConnection? _connection;

    internal ReplicaLink(AvailabilityGroup group, ReplicaConfiguration replica, ILogger logger)
    {
        (_group, Replica, _logger) = (group, replica, logger);
        Running = Task.Run(RunAsync);
    }

    /// <summary>The other replica.</summary>
    public ReplicaConfiguration Replica { get; }

    /// <summary>connected_state.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>last_connect_error_description; empty for none.</summary>
    public string LastError { get; private set; } = "";

    internal Task Running { get; }

    /// <summary>What the other copy of a database has hardened, and why it does not move if so.</summary>
    public DatabaseLink StateOf(string database)
    {
        lock (_gate)
        {
            return IsConnected ? _databases.GetValueOrDefault(database, DatabaseLink.Unknown) : _databases.GetValueOrDefault(database, DatabaseLink.Unknown) with { IsStreaming = false };
        }
    }

    internal Lsn HardenedOf(string database) => StateOf(database).Hardened;

    internal bool IsCatchingUp(string database) => StateOf(database) is { IsStreaming: true, IsParticipant: true };

    internal void Stop()
    {
        _stopped.Cancel();
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
        catch (Exception e) when (AvailabilityGroup.IsUnreachable(e) && !cancellationToken.IsCancellationRequested)
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
            catch (Exception e) when (AvailabilityGroup.IsUnreachable(e) || e is LogFormatException or SqlErrorException)
            {
                LastError = e.Message;
                LogEnded(Replica.Name, e.Message);
            }

            if (_stopped.IsCancellationRequested)
            {
                break;
            }

            var wasConnected = IsConnected;
            Disconnected();
            if (wasConnected || _group.Configuration.Databases.Any(database => database.Synchronized.Contains(Replica.Name, StringComparer.OrdinalIgnoreCase)))
            {
                _ = _group.ExcludeAsync(this, _stopped.Token);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
        }

        Disconnected();
    }

    private async Task SessionAsync(PeerConnection connection)
    {
        var patience = TimeSpan.FromSeconds(Math.Max(5, Replica.SessionTimeout));
        while (true)
        {
            var asked = _group.Instance.Time.GetTimestamp();
            var attached = await connection.AskAsync(Message(PeerRequest.Attach) with { Configuration = _group.Configuration }, patience, _stopped.Token);
            if (attached.Ok)
            {
                break;
            }

            LastError = attached.Reason;
            if (attached.Configuration is { } theirs && theirs.GroupId == _group.Configuration.GroupId && theirs.Epoch > _group.Epoch)
            {
                _group.TakeOffline();
                return;
            }

            if (attached.Epoch > _group.Epoch)
            {
                await _group.RenewAsync(attached.Epoch, _stopped.Token);
            }

            // A replica that is not ready yet keeps the question for a while; one that refuses answers at once.
            if (_group.Instance.Time.GetElapsedTime(asked) < TimeSpan.FromSeconds(1))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _group.Instance.Time, _stopped.Token);
            }
        }

        lock (_gate)
        {
            (_connection, IsConnected, LastError) = (connection, true, "");
            _databases.Clear();
        }

        if (_group.Configuration.Find(Replica.Name) is { IsJoined: false })
        {
            await _group.ChangeAsync(Joined, _stopped.Token);
        }

        await ServeAsync(connection, patience);
    }

    private GroupConfiguration Joined(GroupConfiguration configuration) => configuration with
    {
        Replicas = [.. configuration.Replicas.Select(replica => replica.Id == Replica.Id ? replica with { IsJoined = true } : replica)],
    };

    private async Task ServeAsync(PeerConnection connection, TimeSpan patience)
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
                    Require(await connection.AskAsync(Message(PeerRequest.Configure) with { Configuration = configuration }, patience, _stopped.Token));
                    told = configuration.Sequence;
                }

                var sent = Replica.Mode != AvailabilityMode.ConfigurationOnly && await SendAllAsync(connection, patience, subscribed);
                if (!sent && !await _wake.WaitAsync(TimeSpan.FromSeconds(1), _stopped.Token))
                {
                    Require(await connection.AskAsync(Message(PeerRequest.Heartbeat), patience, _stopped.Token));
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

    private async Task<bool> SendAllAsync(PeerConnection connection, TimeSpan patience, Dictionary<string, Database> subscribed)
    {
        var sent = false;
        foreach (var database in _group.Configuration.Databases)
        {
            if (_group.CopyOf(database.Name) is not { Role: DatabaseRole.Primary } copy)
            {
                continue;
            }

            if (!subscribed.TryGetValue(database.Name, out var known) || known != copy)
            {
                subscribed[database.Name] = copy;
                copy.LogGrown += Wake;
            }

            var state = StateOf(database.Name);
            if (!state.IsStreaming)
            {
                state = await StartStreamingAsync(connection, copy, patience);
            }

            if (state.IsStreaming && !copy.File.IsSuspended)
            {
                sent |= await SendAsync(connection, database, copy, patience);
            }
        }

        return sent;
    }

    private async Task<DatabaseLink> StartStreamingAsync(PeerConnection connection, Database copy, TimeSpan patience)
    {
        var theirs = Require(await connection.AskAsync(Message(PeerRequest.Position) with { Database = copy.Name }, patience, _stopped.Token));
        if (theirs.IsSuspended || theirs.IsBlocked)
        {
            return Note(copy.Name, DatabaseLink.Unknown with { Problem = theirs.IsBlocked ? "a database of that name exists there and is not in the group" : "data movement is suspended" });
        }

        if (!theirs.HasCopy)
        {
            return await SeedAsync(connection, copy, theirs.CanCreate, patience);
        }

        var (common, problem) = MeetingPoint.Of(copy, theirs.Branches, theirs.Lsn);
        if (problem.Length > 0)
        {
            return Note(copy.Name, DatabaseLink.Unknown with { Problem = problem });
        }

        var isCut = common == theirs.Lsn || (await connection.AskAsync(Message(PeerRequest.CutBack) with { Database = copy.Name, Lsn = common }, patience, _stopped.Token)).Ok;
        return Note(copy.Name, isCut
            ? new DatabaseLink(common, true, false, "")
            : DatabaseLink.Unknown with { Problem = $"the copy cannot be cut back to LSN {common}: it has to be seeded again" });
    }

    private async Task<DatabaseLink> SeedAsync(PeerConnection connection, Database copy, bool canCreate, TimeSpan patience)
    {
        if (!canCreate || !Replica.IsAutomaticSeeding)
        {
            return Note(copy.Name, DatabaseLink.Unknown with { Problem = "the database has not joined: seed it, or GRANT CREATE ANY DATABASE with SEEDING_MODE AUTOMATIC" });
        }

        var seeded = await connection.AskAsync(Message(PeerRequest.Seed) with { Database = copy.Name, Body = copy.EncodeImage() }, TimeSpan.FromMinutes(5), _stopped.Token);
        return Note(copy.Name, seeded.Ok ? new DatabaseLink(seeded.Lsn, true, false, "") : DatabaseLink.Unknown with { Problem = seeded.Reason });
    }

    private async Task<bool> SendAsync(PeerConnection connection, GroupDatabase database, Database copy, TimeSpan patience)
    {
        var state = StateOf(database.Name);
        var records = copy.ReadLog(state.Hardened, MaximumBatch);
        if (records is null)
        {
            Note(database.Name, DatabaseLink.Unknown with { Problem = "the log that it lacks is no longer kept: it has to be seeded again" });
            return false;
        }

        if (records.Count > 0)
        {
            var answer = await connection.AskAsync(Message(PeerRequest.Log) with { Database = database.Name, Body = RecordFraming.FrameAll(records) }, patience, _stopped.Token);
            if (!answer.Ok)
            {
                throw new IOException($"Log of '{database.Name}' was refused: {answer.Reason}");
            }

            state = Note(database.Name, state with { Hardened = answer.Lsn });
            copy.NoteHardened(Replica.Name, answer.Lsn);
        }

        if (Replica.Mode == AvailabilityMode.Synchronous && !_stopped.IsCancellationRequested)
        {
            await SynchronizeAsync(database, copy, state);
        }

        return records.Count > 0;
    }

    /// <summary>First commits wait for it; once it has all that was committed before that, the configuration may say that it is synchronised.</summary>
    private async Task SynchronizeAsync(GroupDatabase database, Database copy, DatabaseLink state)
    {
        if (!state.IsParticipant)
        {
            Note(database.Name, state with { IsParticipant = true });
            _group.RefreshParticipants();
            return;
        }

        if (!database.Synchronized.Contains(Replica.Name, StringComparer.OrdinalIgnoreCase) && state.Hardened >= copy.RedoLsn)
        {
            // The change asks over this very connection, so it must not wait for this loop; it does not: questions take turns.
            await _group.ChangeAsync(configuration => configuration with
            {
                Databases = [.. configuration.Databases.Select(other => other.Id == database.Id && !other.Synchronized.Contains(Replica.Name) ? other with { Synchronized = [.. other.Synchronized, Replica.Name] } : other)],
            }, _stopped.Token);
        }
    }

    private DatabaseLink Note(string database, DatabaseLink state)
    {
        lock (_gate)
        {
            return _databases[database] = state;
        }
    }

    private void Disconnected()
    {
        lock (_gate)
        {
            (IsConnected, _connection) = (false, null);
        }
    }

    private PeerMessage Require(PeerMessage answer) =>
        answer.Ok ? answer : throw new IOException($"Replica '{Replica.Name}' does not follow this primary any more: {answer.Reason}");

    private PeerMessage Message(PeerRequest kind) => new() { Kind = kind, Group = _group.Configuration.Name, Epoch = _group.Epoch };

    private void Wake()
    {
        lock (_gate)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    [LoggerMessage(30, LogLevel.Information, "The session with replica '{Replica}' ended: {Reason}")]
    private partial void LogEnded(string replica, string reason);
}

using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>Database mirroring on an instance: its sessions as partner and as witness, and its statements.</summary>
internal sealed partial class DatabaseMirroring(Instance instance)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, MirroredDatabase> _sessions = [];

    /// <summary>The sessions that this instance is the witness of.</summary>
    public WitnessSessions Witness { get; } = new(instance);

    /// <summary>msdb's monitor of the sessions.</summary>
    public MirroringMonitor Monitor { get; } = new(instance);

    /// <summary>The session of a database; null if it has none. A future mirror that waits for its principal has one.</summary>
    /// <param name="database">The local copy.</param>
    public MirroredDatabase? Find(Database database)
    {
        lock (_gate)
        {
            return _sessions.GetValueOrDefault(database.File.DatabaseGuid);
        }
    }

    /// <summary>Takes up the sessions that were kept.</summary>
    internal void Load()
    {
        Witness.Load();
        foreach (var database in instance.Databases)
        {
            if (database.File.Mirroring is { } session)
            {
                Add(database, session).Start();
            }
        }
    }

    /// <summary>Ends everything without writing.</summary>
    internal void Stop()
    {
        Witness.Stop();
        Monitor.Drop();
        lock (_gate)
        {
            foreach (var session in _sessions.Values)
            {
                session.Stop();
            }
        }
    }

    /// <summary>Answers another instance of a session.</summary>
    /// <param name="question">What it asks.</param>
    /// <param name="closed">Ends with its connection.</param>
    /// <exception cref="IOException">The endpoint's ROLE does not allow it: the connection ends.</exception>
    internal async Task<MirroringMessage> AnswerAsync(MirroringMessage question, CancellationToken closed)
    {
        var isForWitness = question.Kind >= MirroringRequest.WitnessProbe;
        if (!Plays(isForWitness ? "WITNESS" : "PARTNER"))
        {
            return Refuse(question, isForWitness ? 1427 : 1418, "the ROLE of its endpoint does not allow it");
        }

        try
        {
            return await DispatchAsync(question, isForWitness, closed);
        }
        catch (SqlErrorException e)
        {
            return Refuse(question, e.Number, e.Message);
        }
    }

    private async Task<MirroringMessage> DispatchAsync(MirroringMessage question, bool isForWitness, CancellationToken closed) => question.Kind switch
    {
        _ when isForWitness => Witness.Answer(question, closed),
        MirroringRequest.Probe => AnswerProbe(question),
        MirroringRequest.Start => AnswerStart(question),
        MirroringRequest.ProbeWitness => await AnswerProbeWitnessAsync(question, closed),
        _ when FindSession(question) is { } session => await session.AnswerStatementAsync(question, this, closed) ?? session.Answer(question, closed),
        _ => Refuse(question, 1416, $"database '{question.Database}' is not configured for database mirroring on '{instance.ServerName}'"),
    };

    private bool Plays(string role) =>
        instance.Endpoint?.Role is { } own
            && (string.Equals(own, "ALL", StringComparison.OrdinalIgnoreCase) || string.Equals(own, role, StringComparison.OrdinalIgnoreCase));

    private MirroringMessage Refuse(MirroringMessage question, int error, string reason) => new()
    {
        Kind = question.Kind,
        Sender = instance.ServerName,
        Session = question.Session,
        Database = question.Database,
        Error = error,
        Reason = reason,
        Edition = instance.Options.Edition,
    };

    private MirroredDatabase? FindSession(MirroringMessage question)
    {
        lock (_gate)
        {
            return question.Session == Guid.Empty ? null : _sessions.Values.FirstOrDefault(session => session.Session.Id == question.Session);
        }
    }

    private MirroredDatabase Add(Database database, MirroringSession session)
    {
        lock (_gate)
        {
            return _sessions[database.File.DatabaseGuid] = new MirroredDatabase(instance, database, session);
        }
    }

    /// <summary>Ends a session here: a principal serves on alone, a mirror stays RESTORING.</summary>
    internal void Remove(MirroredDatabase session)
    {
        lock (_gate)
        {
            _sessions.Remove(session.Database.File.DatabaseGuid);
        }

        session.End();
    }
}

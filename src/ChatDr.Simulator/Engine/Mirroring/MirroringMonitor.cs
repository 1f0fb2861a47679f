using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>
/// The database mirroring monitor of msdb (Microsoft Learn, "sp_dbmmonitorupdate", "sp_dbmmonitorresults", "sp_dbmmonitoraddmonitoring"): rows of how sessions
/// stand, each kept for the seven days that are the product's default. They are in memory: a restart begins anew.
/// </summary>
internal sealed class MirroringMonitor(Instance instance)
{
    /// <summary>How old a row has to be before sp_dbmmonitorresults makes another.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<MirroringReading>> _readings = [];
    private ITimer? _job;

    /// <summary>How often the job updates, in minutes; null while there is no job.</summary>
    public int? Period { get; private set; }

    /// <summary>sp_dbmmonitoraddmonitoring and sp_dbmmonitorchangemonitoring: a job that updates each so many minutes.</summary>
    /// <param name="minutes">1 to 120.</param>
    public void Schedule(int minutes)
    {
        lock (_gate)
        {
            _job?.Dispose();
            _job = instance.Time.CreateTimer(_ => UpdateAll(), null, TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(minutes));
            Period = minutes;
        }
    }

    /// <summary>sp_dbmmonitordropmonitoring.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _job?.Dispose();
            (_job, Period) = (null, null);
        }
    }

    /// <summary>sp_dbmmonitorupdate: reads how the session of a database stands.</summary>
    public void Update(MirroredDatabase session)
    {
        var database = session.Database;
        var now = instance.Time.GetUtcNow().UtcDateTime;
        lock (_gate)
        {
            if (!_readings.TryGetValue(database.File.DatabaseGuid, out var readings))
            {
                _readings[database.File.DatabaseGuid] = readings = [];
            }

            readings.RemoveAll(reading => now - reading.At > Retention);
            readings.Add(Read(session, database, readings.LastOrDefault(), readings, now));
        }
    }

    /// <summary>The rows of a database, oldest first.</summary>
    public IReadOnlyList<MirroringReading> Of(Database database)
    {
        lock (_gate)
        {
            return [.. _readings.GetValueOrDefault(database.File.DatabaseGuid) ?? []];
        }
    }

    private static MirroringReading Read(MirroredDatabase session, Database database, MirroringReading? before, List<MirroringReading> readings, DateTime now)
    {
        var (end, mirrored) = (database.EndOfLog, session.MirroredTo);
        var seconds = before is null ? 0 : (now - before.At).TotalSeconds;
        var caughtUp = mirrored >= end ? now : readings.LastOrDefault(reading => reading.End <= mirrored)?.At;
        return new(
            now,
            session.Session.Role,
            session.State,
            session.SeesWitness,
            end,
            mirrored,
            Rate(before?.End, end, seconds),
            Rate(before?.Mirrored, mirrored, seconds),
            session.Session.Role == MirroringRole.Principal ? caughtUp : null);
    }

    private static int Rate(Lsn? from, Lsn to, double seconds) => from is { } start && seconds > 0 ? (int)(start.BytesTo(to) / 1024 / seconds) : 0;

    private void UpdateAll()
    {
        foreach (var database in instance.Databases)
        {
            if (instance.Mirroring.Find(database) is { Session.Id: not null } session)
            {
                Update(session);
            }
        }
    }
}

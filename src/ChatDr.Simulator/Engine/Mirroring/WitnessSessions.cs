using System.Text.Json;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>The sessions that this instance is the witness of. It connects to nobody: whom it sees is who has come and not gone silent.</summary>
internal sealed class WitnessSessions(Instance instance)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, WitnessRecord> _records = [];
    private readonly Dictionary<(Guid Session, string Server), (CancellationToken Closed, long Heard)> _presence = [];
    private bool _isStopped;

    /// <summary>The records, by database name.</summary>
    public IReadOnlyList<WitnessRecord> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _records.Values.OrderBy(record => record.Database, StringComparer.OrdinalIgnoreCase)];
            }
        }
    }

    /// <summary>Reads what was kept.</summary>
    public void Load()
    {
        foreach (var path in Directory.GetFiles(instance.Options.DataDirectory, "dbm-witness-*.json"))
        {
            var record = JsonSerializer.Deserialize<WitnessRecord>(File.ReadAllBytes(path)) ?? throw new LogFormatException($"'{path}' is empty.");
            _records[record.Id] = record;
        }
    }

    /// <summary>Writes nothing any more.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
        }
    }

    /// <summary>Answers a partner.</summary>
    /// <param name="question">What it asks.</param>
    /// <param name="closed">Ends with its connection.</param>
    public MirroringMessage Answer(MirroringMessage question, CancellationToken closed)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
            if (question.Kind is MirroringRequest.WitnessProbe)
            {
                return Reply(question, null) with { Ok = true };
            }

            if (question is { Kind: MirroringRequest.WitnessSet, Record: { } first })
            {
                Save(first);
            }

            if (!_records.TryGetValue(question.Session, out var record))
            {
                return Reply(question, null) with { Reason = $"'{instance.ServerName}' is not the witness of this session" };
            }

            _presence[(question.Session, question.Sender.ToUpperInvariant())] = (closed, instance.Time.GetTimestamp());
            return Answer(question, record);
        }
    }

    private MirroringMessage Answer(MirroringMessage question, WitnessRecord record)
    {
        switch (question.Kind)
        {
            case MirroringRequest.WitnessNote:
                return Take(question, record, question.Record is { } note ? record.TryNote(note) : null);
            case MirroringRequest.WitnessGrant:
                var granted = record.TryGrant(question.Sender, question.Sequence, question.Forced, Sees(record, record.Principal));
                if (granted is not null && granted != record)
                {
                    instance.ErrorLog.Write($"The witness of database '{record.Database}' registered that '{record.Principal}' is lost, and "
                        + $"'{granted.Principal}' principal.");
                }

                return Take(question, record, granted);
            case MirroringRequest.WitnessRemove:
                File.Delete(PathOf(record.Id));
                _records.Remove(record.Id);
                return Reply(question, record) with { Ok = true };
            default:
                return Reply(question, record) with { Ok = true };
        }
    }

    private MirroringMessage Take(MirroringMessage question, WitnessRecord record, WitnessRecord? changed)
    {
        if (changed is null)
        {
            return Reply(question, record) with { Reason = $"the witness holds role sequence {record.RoleSequence} with principal '{record.Principal}'" };
        }

        if (changed != record)
        {
            Save(changed);
        }

        return Reply(question, changed) with { Ok = true };
    }

    private MirroringMessage Reply(MirroringMessage question, WitnessRecord? record) => new()
    {
        Kind = question.Kind,
        Sender = instance.ServerName,
        Session = question.Session,
        Database = question.Database,
        Record = record,
        SeesOther = record is not null
            && Sees(record, string.Equals(question.Sender, record.Principal, StringComparison.OrdinalIgnoreCase) ? record.Mirror : record.Principal),
    };

    private bool Sees(WitnessRecord record, string server) =>
        _presence.TryGetValue((record.Id, server.ToUpperInvariant()), out var presence)
        && !presence.Closed.IsCancellationRequested
        && instance.Time.GetElapsedTime(presence.Heard) <= TimeSpan.FromSeconds(record.IsSafetyFull ? record.Timeout : MirroringSession.DefaultTimeout);

    private void Save(WitnessRecord record)
    {
        AtomicFile.Write(PathOf(record.Id), JsonSerializer.SerializeToUtf8Bytes(record), instance.Options.FlushToDisk);
        _records[record.Id] = record;
    }

    private string PathOf(Guid session) => Path.Combine(instance.Options.DataDirectory, $"dbm-witness-{session:N}.json");
}

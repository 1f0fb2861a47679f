using System.Collections.Immutable;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>A table with its committed rows. Reading is free of locks: each property is a snapshot.</summary>
internal sealed class Table
{
    private readonly Dictionary<string, ImmutableDictionary<string, long>> _keys = [];
    private ImmutableSortedDictionary<long, Row> _rows = ImmutableSortedDictionary<long, Row>.Empty;

    /// <summary>An empty table.</summary>
    public Table(TableDefinition definition)
    {
        Definition = definition;
        NextIdentity = definition.IdentityColumn is >= 0 and var i ? definition.Columns[i].IdentitySeed : 0;
        Reindex();
    }

    /// <summary>Its shape.</summary>
    public TableDefinition Definition { get; private set; }

    /// <summary>The committed rows by id, a snapshot.</summary>
    public ImmutableSortedDictionary<long, Row> Rows => Volatile.Read(ref _rows);

    /// <summary>The identity value that the next insert gets.</summary>
    public long NextIdentity { get; private set; }

    /// <summary>The last identity value given, as IDENT_CURRENT says it.</summary>
    public long IdentityCurrent => Definition.IdentityColumn is >= 0 and var i && NextIdentity != Definition.Columns[i].IdentitySeed
        ? NextIdentity - Definition.Columns[i].IdentityIncrement
        : NextIdentity;

    /// <summary>The row id that the next insert gets.</summary>
    internal long NextRowId { get; private set; } = 1;

    /// <summary>The id of the committed row with a key in a unique index; null if there is none.</summary>
    public long? Find(IndexDefinition index, string key) => _keys[index.Name].TryGetValue(key, out var id) ? id : null;

    internal long TakeRowId() => NextRowId++;

    internal long TakeIdentity()
    {
        var value = NextIdentity;
        NextIdentity += Definition.Columns[Definition.IdentityColumn].IdentityIncrement;
        return value;
    }

    internal void NoteIdentity(object? value)
    {
        if (Definition.IdentityColumn is >= 0 and var i && value is not null)
        {
            var given = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
            var increment = Definition.Columns[i].IdentityIncrement;
            if (increment > 0 ? given >= NextIdentity : given <= NextIdentity)
            {
                NextIdentity = given + increment;
            }
        }
    }

    internal void Put(Row row)
    {
        Remove(row.Id);
        foreach (var index in Definition.Indexes.Where(index => index.IsUnique))
        {
            _keys[index.Name] = _keys[index.Name].SetItem(IndexKey.Of(index, row.Values), row.Id);
        }

        Volatile.Write(ref _rows, _rows.SetItem(row.Id, row));
        NextRowId = Math.Max(NextRowId, row.Id + 1);
        NoteIdentity(Definition.IdentityColumn is >= 0 and var i ? row.Values[i] : null);
    }

    internal void Remove(long rowId)
    {
        if (!_rows.TryGetValue(rowId, out var row))
        {
            return;
        }

        foreach (var index in Definition.Indexes.Where(index => index.IsUnique))
        {
            _keys[index.Name] = _keys[index.Name].Remove(IndexKey.Of(index, row.Values));
        }

        Volatile.Write(ref _rows, _rows.Remove(rowId));
    }

    internal void Change(TableDefinition definition)
    {
        Definition = definition;
        Reindex();
    }

    internal void Truncate()
    {
        Volatile.Write(ref _rows, ImmutableSortedDictionary<long, Row>.Empty);
        NextIdentity = Definition.IdentityColumn is >= 0 and var i ? Definition.Columns[i].IdentitySeed : 0;
        Reindex();
    }

    internal void RestoreCounters(long nextRowId, long nextIdentity) => (NextRowId, NextIdentity) = (nextRowId, nextIdentity);

    private void Reindex()
    {
        _keys.Clear();
        foreach (var index in Definition.Indexes.Where(index => index.IsUnique))
        {
            _keys[index.Name] = _rows.Values.ToImmutableDictionary(row => IndexKey.Of(index, row.Values), row => row.Id);
        }
    }
}

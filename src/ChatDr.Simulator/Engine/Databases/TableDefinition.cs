namespace ChatDr.Simulator.Engine.Databases;

/// <summary>A table's shape.</summary>
internal sealed record TableDefinition
{
    /// <summary>object_id; given by the engine.</summary>
    public int ObjectId { get; init; }

    /// <summary>Its schema, such as dbo.</summary>
    public string Schema { get; init; } = "dbo";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>When it was created, UTC; given by the engine.</summary>
    public DateTime Created { get; init; }

    /// <summary>Its columns in order.</summary>
    public required IReadOnlyList<ColumnDefinition> Columns { get; init; }

    /// <summary>Its keys and indexes.</summary>
    public IReadOnlyList<IndexDefinition> Indexes { get; init; } = [];

    /// <summary>The position of the identity column; -1 for none.</summary>
    public int IdentityColumn => Columns.Select((column, i) => column.IsIdentity ? i : -1).DefaultIfEmpty(-1).Max();
}

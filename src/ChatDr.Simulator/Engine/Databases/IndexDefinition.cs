namespace ChatDr.Simulator.Engine.Databases;

/// <summary>A PRIMARY KEY, a UNIQUE constraint or an index. Only uniqueness has an effect; a plain index is catalog data.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Column positions, from 0.</param>
/// <param name="IsUnique">Whether it forbids duplicates.</param>
/// <param name="IsPrimaryKey">Whether it is the primary key.</param>
/// <param name="IsConstraint">Whether it is a constraint rather than an index (error 2627 or 2601).</param>
internal sealed record IndexDefinition(string Name, IReadOnlyList<int> Columns, bool IsUnique, bool IsPrimaryKey, bool IsConstraint);

using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>SELECT.</summary>
internal sealed record SelectStatement(Query Query) : Statement;

/// <summary>INSERT. Exactly one of <paramref name="Rows"/> and <paramref name="Source"/> is there, unless it inserts DEFAULT VALUES.</summary>
/// <param name="Target">The table.</param>
/// <param name="Columns">The columns; empty for all.</param>
/// <param name="Output">The OUTPUT list; empty when none.</param>
/// <param name="Rows">The rows of VALUES; a null expression is DEFAULT.</param>
/// <param name="Source">The query.</param>
internal sealed record InsertStatement(
    ObjectName Target,
    IReadOnlyList<string> Columns,
    IReadOnlyList<SelectItem> Output,
    IReadOnlyList<IReadOnlyList<Expression?>>? Rows,
    Query? Source) : Statement;

/// <summary>UPDATE. <paramref name="Target"/> is an alias of <paramref name="From"/> or a table.</summary>
internal sealed record UpdateStatement(
    Expression? Top,
    ObjectName Target,
    IReadOnlyList<ColumnAssignment> Assignments,
    IReadOnlyList<SelectItem> Output,
    TableSource? From,
    Expression? Where) : Statement;

/// <summary>An assignment of UPDATE; a null value is DEFAULT.</summary>
internal sealed record ColumnAssignment(string Column, Expression? Value);

/// <summary>DELETE. <paramref name="Target"/> is an alias of <paramref name="From"/> or a table.</summary>
internal sealed record DeleteStatement(Expression? Top, ObjectName Target, IReadOnlyList<SelectItem> Output, TableSource? From, Expression? Where) : Statement;

/// <summary>CREATE TABLE.</summary>
internal sealed record CreateTableStatement(ObjectName Name, IReadOnlyList<ColumnDefinition> Columns, IReadOnlyList<KeyDefinition> Keys) : Statement;

/// <summary>A column of CREATE TABLE. <paramref name="Nullable"/> is null when it was not said.</summary>
internal sealed record ColumnDefinition(string Name, SqlType Type, bool? Nullable, IdentityDefinition? Identity, Expression? Default);

/// <summary>IDENTITY.</summary>
internal sealed record IdentityDefinition(long Seed, long Increment);

/// <summary>PRIMARY KEY or UNIQUE.</summary>
internal sealed record KeyDefinition(string? Name, bool IsPrimary, IReadOnlyList<string> Columns);

/// <summary>DROP TABLE.</summary>
internal sealed record DropTableStatement(IReadOnlyList<ObjectName> Tables, bool IfExists) : Statement;

/// <summary>TRUNCATE TABLE.</summary>
internal sealed record TruncateTableStatement(ObjectName Table) : Statement;

/// <summary>CREATE INDEX.</summary>
internal sealed record CreateIndexStatement(string Name, ObjectName Table, IReadOnlyList<string> Columns, bool Unique) : Statement;

/// <summary>DROP INDEX name ON table.</summary>
internal sealed record DropIndexStatement(string Name, ObjectName Table, bool IfExists) : Statement;

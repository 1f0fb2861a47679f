using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>What CREATE TABLE makes, and what it may not (Microsoft Learn, "CREATE TABLE (Transact-SQL)").</summary>
internal static class TableDefinitions
{
    /// <summary>The table's shape.</summary>
    /// <exception cref="SqlErrorException">2705, 2744, 2749, 2760, 8110, 8111, 8147, 207 or 40510.</exception>
    public static TableDefinition Of(CreateTableStatement create)
    {
        var table = create.Name.Name;
        if (table.StartsWith('#'))
        {
            throw SqlErrors.NotSupported($"CREATE TABLE {table}: temporary tables");
        }

        if (create.Name.Schema is { } schema && !Same(schema, "dbo"))
        {
            throw new SqlErrorException(2760, 16, 1, $"The specified schema name \"{schema}\" either does not exist or you do not have permission to use it.");
        }

        RequireSound(create, table);
        Engine.Databases.ColumnDefinition[] columns = [.. create.Columns.Select(column => Column(column, create))];
        return new() { Schema = "dbo", Name = table, Columns = columns, Indexes = [.. create.Keys.Select(key => Index(key, columns, table))] };
    }

    private static void RequireSound(CreateTableStatement create, string table)
    {
        var columns = create.Columns;
        if (columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            throw new SqlErrorException(
                2705, 16, 3, $"Column names in each table must be unique. Column name '{twice.Key}' in table '{table}' is specified more than once.");
        }

        if (columns.Count(column => column.Identity is not null) > 1)
        {
            throw new SqlErrorException(
                2744, 16, 2, $"Multiple identity columns specified for table '{table}'. Only one identity column per table is allowed.");
        }

        if (columns.FirstOrDefault(column => column.Identity is not null) is { } identity)
        {
            RequireIdentity(identity, table);
        }

        var primaries = create.Keys.Where(key => key.IsPrimary).ToArray();
        if (primaries.Length > 1)
        {
            throw new SqlErrorException(8110, 16, 0, $"Cannot add multiple PRIMARY KEY constraints to table '{table}'.");
        }

        if (columns.Any(column => column.Nullable is true && primaries.Any(key => key.Columns.Contains(column.Name, StringComparer.OrdinalIgnoreCase))))
        {
            throw new SqlErrorException(8111, 16, 1, $"Cannot define PRIMARY KEY constraint on nullable column in table '{table}'.");
        }
    }

    private static void RequireIdentity(Syntax.ColumnDefinition column, string table)
    {
        if (column.Nullable is true)
        {
            throw new SqlErrorException(8147, 16, 1, $"Could not create IDENTITY attribute on nullable column '{column.Name}', table '{table}'.");
        }

        var isWhole = column.Type.Kind is SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt
            or SqlTypeKind.Decimal && column.Type.Scale is 0;
        if (!isWhole)
        {
            throw new SqlErrorException(
                2749, 16, 2, $"Identity column '{column.Name}' must be of data type int, bigint, smallint, tinyint, or decimal or numeric with a scale of 0.");
        }

        if (column.Default is not null)
        {
            throw new SqlErrorException(
                1754, 16, 0, $"Defaults cannot be created on columns with an IDENTITY attribute. Table '{table}', column '{column.Name}'.");
        }
    }

    private static Engine.Databases.ColumnDefinition Column(Syntax.ColumnDefinition column, CreateTableStatement create)
    {
        var isKey = create.Keys.Any(key => key.IsPrimary && key.Columns.Contains(column.Name, StringComparer.OrdinalIgnoreCase));
        return new(column.Name, column.Type, column.Nullable ?? !isKey)
        {
            IsIdentity = column.Identity is not null,
            IdentitySeed = column.Identity?.Seed ?? 1,
            IdentityIncrement = column.Identity?.Increment ?? 1,
            DefaultText = column.Default is null ? null : DefaultText(column.Default),
        };
    }

    private static IndexDefinition Index(KeyDefinition key, Engine.Databases.ColumnDefinition[] columns, string table) => new(
        key.Name ?? $"{(key.IsPrimary ? "PK" : "UQ")}__{table}__{string.Join('_', key.Columns)}",
        [.. key.Columns.Select(name => Position(columns, name))],
        true,
        key.IsPrimary,
        true);

    private static int Position(Engine.Databases.ColumnDefinition[] columns, string name) =>
        Array.FindIndex(columns, column => Same(column.Name, name)) is >= 0 and var i ? i : throw SqlErrors.InvalidColumn(name);

    private static string DefaultText(Expression expression) => expression switch
    {
        LiteralExpression { Value: null } => "NULL",
        LiteralExpression { Value: string text } => "N'" + text.Replace("'", "''", StringComparison.Ordinal) + "'",
        LiteralExpression { Value: byte[] bytes } => "0x" + Convert.ToHexString(bytes),
        LiteralExpression { Value: { } value } => SqlConversion.Text(value),
        UnaryExpression { Operator: "-", Operand: LiteralExpression { Value: { } value } } => "-" + SqlConversion.Text(value),
        FunctionExpression { Arguments.Count: 0, Star: false } function => $"{function.Name}()",
        _ => throw SqlErrors.NotSupported("DEFAULT with an expression"),
    };

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

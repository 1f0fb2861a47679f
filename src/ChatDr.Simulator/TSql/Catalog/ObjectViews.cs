using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Values;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>Tables, columns, keys and indexes of the current database.</summary>
internal static class ObjectViews
{
    private const string Objects = "name sysname, object_id int, schema_id int, parent_object_id int, type nvarchar2, type_desc nvarchar60, "
        + "create_date datetime, modify_date datetime, is_ms_shipped bit";

    /// <summary>A view of schema sys by name; null if it is not one of these.</summary>
    public static Relation? Find(string name, CatalogContext context) => name switch
    {
        "objects" => View(Objects, () => Tables(context).SelectMany(table => Keys(table).Select(key => key.Row).Prepend(Row(table)))),
        "tables" => View(Objects, () => Tables(context).Select(Row)),
        "key_constraints" => View(Objects + ", unique_index_id int, is_system_named bit",
            () => Tables(context).SelectMany(Keys).Select(key => (object?[])[.. key.Row, key.IndexId, false])),
        "indexes" => View(
            "object_id int, name sysname, index_id int, type tinyint, type_desc nvarchar60, is_unique bit, is_primary_key bit, is_unique_constraint bit",
            () => Tables(context).SelectMany(Indexes)),
        "columns" => View(
            "object_id int, name sysname, column_id int, system_type_id tinyint, user_type_id int, max_length smallint, precision tinyint, scale tinyint, "
                + "is_nullable bit, is_identity bit",
            () => Tables(context).SelectMany(table => table.Columns.Select((column, i) => (object?[])
            [
                table.ObjectId, column.Name, i + 1, TypeId(column.Type.Kind), (int)TypeId(column.Type.Kind), (short)Bytes(column.Type), column.Type.Precision,
                column.Type.Scale, column.Nullable, column.IsIdentity,
            ]))),
        _ => null,
    };

    /// <summary>A view of INFORMATION_SCHEMA by name; null if it is not simulated.</summary>
    public static Relation? FindInformationSchema(string name, CatalogContext context) => name switch
    {
        "tables" => View(
            "TABLE_CATALOG nvarchar128, TABLE_SCHEMA sysname, TABLE_NAME sysname, TABLE_TYPE nvarchar10",
            () => Tables(context).Select(table => (object?[])[context.Database, table.Schema, table.Name, "BASE TABLE"])),
        "columns" => View(
            "TABLE_CATALOG nvarchar128, TABLE_SCHEMA sysname, TABLE_NAME sysname, COLUMN_NAME sysname, ORDINAL_POSITION int, COLUMN_DEFAULT nvarchar4000, "
                + "IS_NULLABLE nvarchar3, DATA_TYPE sysname, CHARACTER_MAXIMUM_LENGTH int, NUMERIC_PRECISION tinyint, NUMERIC_SCALE int",
            () => Tables(context).SelectMany(table => table.Columns.Select((column, i) => (object?[])
            [
                context.Database, table.Schema, table.Name, column.Name, i + 1, column.DefaultText is { } text ? $"({text})" : null,
                column.Nullable ? "YES" : "NO", SqlTypes.Name(column.Type),
                SqlTypes.IsText(column.Type) || SqlTypes.IsBinary(column.Type) ? column.Type.Length : null,
                column.Type.Kind is SqlTypeKind.Decimal ? column.Type.Precision : null,
                column.Type.Kind is SqlTypeKind.Decimal ? (int)column.Type.Scale : null,
            ]))),
        _ => null,
    };

    private static IEnumerable<TableDefinition> Tables(CatalogContext context) =>
        context.Instance.FindDatabase(context.Database)?.Tables.Select(table => table.Definition) ?? [];

    private static object?[] Row(TableDefinition table) => [table.Name, table.ObjectId, 1, 0, "U ", "USER_TABLE", table.Created, table.Created, false];

    /// <summary>index_id 1 is the clustered primary key; others follow from 2.</summary>
    private static IEnumerable<(IndexDefinition Index, int Id)> Numbered(TableDefinition table)
    {
        var next = 2;
        return table.Indexes.Select(index => (index, index.IsPrimaryKey ? 1 : next++));
    }

    /// <summary>Constraints have no object of their own in storage: their ids follow from the table's.</summary>
    private static IEnumerable<(object?[] Row, int IndexId)> Keys(TableDefinition table) =>
        from pair in Numbered(table)
        where pair.Index.IsConstraint || pair.Index.IsPrimaryKey
        let isPrimary = pair.Index.IsPrimaryKey
        select (
            (object?[])
            [
                pair.Index.Name, table.ObjectId + pair.Id, 1, table.ObjectId, isPrimary ? "PK" : "UQ",
                isPrimary ? "PRIMARY_KEY_CONSTRAINT" : "UNIQUE_CONSTRAINT", table.Created, table.Created, false,
            ],
            pair.Id);

    private static IEnumerable<object?[]> Indexes(TableDefinition table)
    {
        IEnumerable<object?[]> heap = table.Indexes.Any(index => index.IsPrimaryKey) ? [] : [[table.ObjectId, null, 0, (byte)0, "HEAP", false, false, false]];
        return heap.Concat(Numbered(table).OrderBy(pair => pair.Id).Select(pair => (object?[])
        [
            table.ObjectId, pair.Index.Name, pair.Id, (byte)(pair.Index.IsPrimaryKey ? 1 : 2), pair.Index.IsPrimaryKey ? "CLUSTERED" : "NONCLUSTERED",
            pair.Index.IsUnique, pair.Index.IsPrimaryKey, pair.Index.IsConstraint && !pair.Index.IsPrimaryKey,
        ]));
    }

    /// <summary>system_type_id (Microsoft Learn, "sys.types").</summary>
    private static byte TypeId(SqlTypeKind kind) => kind switch
    {
        SqlTypeKind.Bit => 104,
        SqlTypeKind.TinyInt => 48,
        SqlTypeKind.SmallInt => 52,
        SqlTypeKind.Int => 56,
        SqlTypeKind.BigInt => 127,
        SqlTypeKind.Decimal => 108,
        SqlTypeKind.Float => 62,
        SqlTypeKind.Real => 59,
        SqlTypeKind.Money => 60,
        SqlTypeKind.DateTime => 61,
        SqlTypeKind.DateTime2 => 42,
        SqlTypeKind.Date => 40,
        SqlTypeKind.Time => 41,
        SqlTypeKind.DateTimeOffset => 43,
        SqlTypeKind.UniqueIdentifier => 36,
        SqlTypeKind.VarChar => 167,
        SqlTypeKind.NVarChar => 231,
        SqlTypeKind.Char => 175,
        SqlTypeKind.NChar => 239,
        SqlTypeKind.VarBinary => 165,
        SqlTypeKind.Binary => 173,
        SqlTypeKind.SqlVariant => 98,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a type."),
    };

    /// <summary>max_length of sys.columns, and COL_LENGTH: bytes; -1 for the max types.</summary>
    public static int Bytes(SqlType type) => type.Kind switch
    {
        SqlTypeKind.NVarChar or SqlTypeKind.NChar => type.Length is SqlType.Max ? -1 : type.Length * 2,
        SqlTypeKind.VarChar or SqlTypeKind.Char or SqlTypeKind.VarBinary or SqlTypeKind.Binary => type.Length,
        SqlTypeKind.Bit or SqlTypeKind.TinyInt => 1,
        SqlTypeKind.SmallInt => 2,
        SqlTypeKind.Int or SqlTypeKind.Real => 4,
        SqlTypeKind.Date => 3,
        SqlTypeKind.Time => 5,
        SqlTypeKind.DateTimeOffset => 10,
        SqlTypeKind.UniqueIdentifier => 16,
        SqlTypeKind.Decimal => type.Precision switch { <= 9 => 5, <= 19 => 9, <= 28 => 13, _ => 17 },
        SqlTypeKind.SqlVariant => 8016,
        _ => 8,
    };
}

using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Catalog;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>Functions about objects and the connection (Microsoft Learn, "Metadata functions (Transact-SQL)").</summary>
internal sealed partial class SqlSession
{
    private static readonly Dictionary<string, int> Schemas =
        new(StringComparer.OrdinalIgnoreCase) { ["dbo"] = 1, ["guest"] = 2, ["INFORMATION_SCHEMA"] = 3, ["sys"] = 4 };

    private BoundExpression? FindMetadata(string name, IReadOnlyList<BoundExpression> arguments) => (name, arguments.Count) switch
    {
        ("SCHEMA_NAME", 0) => new(SqlType.SysName, _ => "dbo"),
        ("SCHEMA_NAME", 1) => new(SqlType.SysName, row => Number(arguments[0], row) is { } id ? Schemas.FirstOrDefault(pair => pair.Value == id).Key : null),
        ("SCHEMA_ID", 0) => new(SqlType.Int, _ => 1),
        ("SCHEMA_ID", 1) => new(SqlType.Int, row => Schemas.TryGetValue(Text(arguments[0], row), out var id) ? id : null),
        ("OBJECT_NAME", 1) => new(SqlType.SysName, row => TableOf(Number(arguments[0], row))?.Definition.Name),
        ("OBJECT_SCHEMA_NAME", 1) => new(SqlType.SysName, row => TableOf(Number(arguments[0], row))?.Definition.Schema),
        ("COL_LENGTH", 2) => new(SqlType.SmallInt, row => ColumnLength(Text(arguments[0], row), Text(arguments[1], row))),
        ("COL_NAME", 2) => new(SqlType.SysName, row => ColumnName(Number(arguments[0], row), Number(arguments[1], row))),
        ("IDENT_CURRENT", 1) => new(SqlType.Decimal(38, 0), row => IdentityOf(FindTable(NameIn(Text(arguments[0], row))).Table)),
        ("HAS_DBACCESS", 1) => new(SqlType.Int, row => HasAccess(Text(arguments[0], row))),
        ("ORIGINAL_DB_NAME", 0) => new(SqlType.SysName, _ => _firstDatabase),
        ("CONNECTIONPROPERTY", 1) => new(new(SqlTypeKind.SqlVariant), row => ConnectionProperty(Text(arguments[0], row))),
        _ => null,
    };

    private static int? Number(BoundExpression argument, RowContext? row) => (int?)SqlConversion.To(argument.Evaluate(row), SqlType.Int);

    private Table? TableOf(int? id) => id is null ? null : _instance.FindDatabase(Database)?.Tables.FirstOrDefault(table => table.Definition.ObjectId == id);

    private short? ColumnLength(string table, string column) =>
        FindTable(NameIn(table)).Table?.Definition.Columns.FirstOrDefault(candidate => Same(candidate.Name, column)) is { } found
            ? (short)ObjectViews.Bytes(found.Type)
            : null;

    private string? ColumnName(int? table, int? column) => TableOf(table)?.Definition.Columns.ElementAtOrDefault((column ?? 0) - 1)?.Name;

    private static decimal? IdentityOf(Table? table) => table?.Definition.IdentityColumn >= 0 ? table.IdentityCurrent : null;

    private int? HasAccess(string name) => IdOf(name) is null ? null
        : _instance.FindDatabase(name) is { } database
            && (database.AccessError() is not null || !MayIn(name).Allows("CONNECT", Engine.Security.SecurableClass.Database))
            ? 0
            : 1;

    private static string? ConnectionProperty(string name) => name.ToLowerInvariant() switch
    {
        "net_transport" or "physical_net_transport" => "TCP",
        "protocol_type" => "TSQL",
        "auth_scheme" => "SQL",
        _ => null,
    };
}

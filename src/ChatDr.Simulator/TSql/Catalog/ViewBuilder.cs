using System.Globalization;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>Makes a view from a list of its columns, such as <c>"name sysname, state tinyint"</c>.</summary>
internal static class ViewBuilder
{
    /// <summary>A view.</summary>
    public static Relation View(string columns, Func<IEnumerable<object?[]>> rows) =>
        new([.. columns.Split(',', StringSplitOptions.TrimEntries).Select(Column)], rows);

    private static ResultColumn Column(string text)
    {
        var parts = text.Split(' ');
        return new(parts[0], Type(parts[1]));
    }

    private static SqlType Type(string name) => name switch
    {
        "bit" => SqlType.Bit,
        "tinyint" => SqlType.TinyInt,
        "smallint" => SqlType.SmallInt,
        "int" => SqlType.Int,
        "bigint" => SqlType.BigInt,
        "float" => SqlType.Float,
        "lsn" => SqlType.Lsn,
        "datetime" => SqlType.DateTime,
        "guid" => SqlType.UniqueIdentifier,
        "sysname" => SqlType.SysName,
        "text" => SqlType.NVarChar(4000),
        "varbinary" => SqlType.VarBinary(SqlType.Max),
        "real" => new SqlType(SqlTypeKind.Real),
        _ when name.StartsWith("nvarchar", StringComparison.Ordinal) => SqlType.NVarChar(Number(name, 8)),
        _ when name.StartsWith("varbinary", StringComparison.Ordinal) => SqlType.VarBinary(Number(name, 9)),
        _ when name.StartsWith("char", StringComparison.Ordinal) => new SqlType(SqlTypeKind.Char, Number(name, 4)),
        _ when name.StartsWith("numeric", StringComparison.Ordinal) => SqlType.Decimal((byte)Number(name, 7), 0),
        _ => throw new ArgumentException($"'{name}' is no type of a view.", nameof(name)),
    };

    private static int Number(string name, int start) => int.Parse(name.AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture);
}

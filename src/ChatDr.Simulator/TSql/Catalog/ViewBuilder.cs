using System.Globalization;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>Makes a view from a list of its columns, such as <c>"name sysname, state tinyint"</c>.</summary>
internal static class ViewBuilder
{
    /// <summary>A view.</summary>
    public static Relation View(string columns, Func<IEnumerable<object?[]>> rows) => new([.. columns.Split(',', StringSplitOptions.TrimEntries).Select(Column)], rows);

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
        "lsn" => SqlType.Lsn,
        "datetime" => SqlType.DateTime,
        "guid" => SqlType.UniqueIdentifier,
        "sysname" => SqlType.SysName,
        "text" => SqlType.NVarChar(4000),
        "varbinary" => SqlType.VarBinary(SqlType.Max),
        _ when name.StartsWith("nvarchar", StringComparison.Ordinal) => SqlType.NVarChar(int.Parse(name.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"'{name}' is no type of a view.", nameof(name)),
    };
}

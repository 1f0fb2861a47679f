using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Values;

/// <summary>Names, precedence and kinds of data types.</summary>
internal static class SqlTypes
{
    /// <summary>The type's name as error messages and sys.types say it.</summary>
    public static string Name(SqlType type) => type.Kind switch
    {
        SqlTypeKind.Decimal => "numeric",
        _ when type.Kind is SqlTypeKind.SqlVariant => "sql_variant",
        _ => type.Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The type of a CLR value.</summary>
    public static SqlType Of(object? value) => value switch
    {
        null => SqlType.Int,
        bool => SqlType.Bit,
        byte => SqlType.TinyInt,
        short => SqlType.SmallInt,
        int => SqlType.Int,
        long => SqlType.BigInt,
        decimal => SqlType.Decimal(38, 10),
        double => SqlType.Float,
        float => new(SqlTypeKind.Real),
        DateTime => SqlType.DateTime2(),
        DateTimeOffset => new(SqlTypeKind.DateTimeOffset, 0, 0, 7),
        TimeSpan => new(SqlTypeKind.Time, 0, 0, 7),
        Guid => SqlType.UniqueIdentifier,
        string text => SqlType.NVarChar(text.Length > 4000 ? SqlType.Max : Math.Max(1, text.Length)),
        byte[] bytes => SqlType.VarBinary(bytes.Length > 8000 ? SqlType.Max : Math.Max(1, bytes.Length)),
        _ => throw new ArgumentException($"No SQL type holds a {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>Whether it is a type of dates or times.</summary>
    public static bool IsTime(SqlType type) =>
        type.Kind is SqlTypeKind.DateTime or SqlTypeKind.DateTime2 or SqlTypeKind.Date or SqlTypeKind.Time or SqlTypeKind.DateTimeOffset;

    /// <summary>Whether the two cannot be compared: a GUID and a number.</summary>
    public static bool AreApart(SqlType left, SqlType right) => left.Kind is SqlTypeKind.UniqueIdentifier && IsNumeric(right);

    /// <summary>Whether CAST converts one type to the other (the chart in Microsoft Learn, "Data type conversion"). Whether a value fits shows later.</summary>
    public static bool CanCast(SqlType from, SqlType to) => !(
        (IsNumeric(from) && IsTime(to) && to.Kind is not SqlTypeKind.DateTime)
        || (IsTime(from) && from.Kind is not SqlTypeKind.DateTime && IsNumeric(to))
        || (IsNumeric(from) && to.Kind is SqlTypeKind.UniqueIdentifier)
        || (from.Kind is SqlTypeKind.UniqueIdentifier && (IsNumeric(to) || IsTime(to)))
        || (IsTime(from) && to.Kind is SqlTypeKind.UniqueIdentifier));

    /// <summary>Whether it is char, varchar, nchar or nvarchar.</summary>
    public static bool IsText(SqlType type) => type.Kind is SqlTypeKind.Char or SqlTypeKind.NChar or SqlTypeKind.VarChar or SqlTypeKind.NVarChar;

    /// <summary>Whether it is binary or varbinary.</summary>
    public static bool IsBinary(SqlType type) => type.Kind is SqlTypeKind.Binary or SqlTypeKind.VarBinary;

    /// <summary>Whether arithmetic works on it.</summary>
    public static bool IsNumeric(SqlType type) =>
        IsWhole(type) || type.Kind is SqlTypeKind.Decimal or SqlTypeKind.Money or SqlTypeKind.Real or SqlTypeKind.Float;

    /// <summary>Whether it is a whole number.</summary>
    public static bool IsWhole(SqlType type) =>
        type.Kind is SqlTypeKind.Bit or SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt;

    /// <summary>The type that two values are brought to (Microsoft Learn, "Data type precedence").</summary>
    public static SqlType Common(SqlType left, SqlType right)
    {
        if (left.Kind == right.Kind)
        {
            return left with
            {
                Length = left.Length is SqlType.Max || right.Length is SqlType.Max ? SqlType.Max : Math.Max(left.Length, right.Length),
                Scale = Math.Max(left.Scale, right.Scale),
                Precision = (byte)Math.Min(38, Math.Max(left.Precision - left.Scale, right.Precision - right.Scale) + Math.Max(left.Scale, right.Scale)),
            };
        }

        var higher = Rank(left.Kind) >= Rank(right.Kind) ? left : right;
        var lower = higher == left ? right : left;
        if (IsText(higher) && IsText(lower))
        {
            var length = left.Length is SqlType.Max || right.Length is SqlType.Max ? SqlType.Max : Math.Max(left.Length, right.Length);
            return higher with { Length = higher.Kind is SqlTypeKind.NVarChar && length > 4000 ? SqlType.Max : length };
        }

        return higher.Kind is SqlTypeKind.Decimal && IsWhole(lower)
            ? SqlType.Decimal((byte)Math.Min(38, Math.Max(higher.Precision, 19 + higher.Scale)), higher.Scale)
            : higher;
    }

    private static int Rank(SqlTypeKind kind) => kind switch
    {
        SqlTypeKind.SqlVariant => 30,
        SqlTypeKind.DateTimeOffset => 29,
        SqlTypeKind.DateTime2 => 28,
        SqlTypeKind.DateTime => 27,
        SqlTypeKind.Date => 26,
        SqlTypeKind.Time => 25,
        SqlTypeKind.Float => 24,
        SqlTypeKind.Real => 23,
        SqlTypeKind.Decimal => 22,
        SqlTypeKind.Money => 21,
        SqlTypeKind.BigInt => 20,
        SqlTypeKind.Int => 19,
        SqlTypeKind.SmallInt => 18,
        SqlTypeKind.TinyInt => 17,
        SqlTypeKind.Bit => 16,
        SqlTypeKind.UniqueIdentifier => 15,
        SqlTypeKind.NVarChar => 14,
        SqlTypeKind.NChar => 13,
        SqlTypeKind.VarChar => 12,
        SqlTypeKind.Char => 11,
        SqlTypeKind.VarBinary => 10,
        SqlTypeKind.Binary => 9,
        _ => 0,
    };
}

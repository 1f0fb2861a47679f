using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads data types.</summary>
internal sealed class TypeParser(TokenReader reader)
{
    private const int LongestText = 8000;
    private const int LongestUnicode = 4000;

    /// <summary>Types of the product that are outside of this simulator.</summary>
    private static readonly string[] OtherTypes =
    [
        "SMALLMONEY", "SMALLDATETIME", "TEXT", "NTEXT", "IMAGE", "XML", "JSON", "TIMESTAMP", "ROWVERSION", "HIERARCHYID", "GEOGRAPHY", "GEOMETRY",
    ];

    /// <summary>A scalar type.</summary>
    /// <param name="defaultLength">Of text and binary types without one: 1 in declarations, 30 in CAST.</param>
    public SqlType Read(int defaultLength)
    {
        if (reader.Sees("sys") && reader.Peek().IsSymbol("."))
        {
            reader.Take();
            reader.Take();
        }

        var token = reader.Current;
        var name = reader.AnyWord().ToUpperInvariant();
        if (name is "NATIONAL")
        {
            name = "N" + reader.AnyWord().ToUpperInvariant();
        }

        if (name is "CHAR" or "NCHAR" or "CHARACTER" && reader.Accepts("VARYING"))
        {
            name = name is "NCHAR" ? "NVARCHAR" : "VARCHAR";
        }

        return name switch
        {
            "BIT" => SqlType.Bit,
            "TINYINT" => SqlType.TinyInt,
            "SMALLINT" => SqlType.SmallInt,
            "INT" or "INTEGER" => SqlType.Int,
            "BIGINT" => SqlType.BigInt,
            "DECIMAL" or "NUMERIC" or "DEC" => ReadDecimal(),
            "MONEY" => new(SqlTypeKind.Money),
            "FLOAT" => ReadFloat(),
            "REAL" => new(SqlTypeKind.Real),
            "DATETIME" => SqlType.DateTime,
            "DATETIME2" => SqlType.DateTime2(ReadScale()),
            "DATETIMEOFFSET" => new(SqlTypeKind.DateTimeOffset, 0, 0, ReadScale()),
            "TIME" => new(SqlTypeKind.Time, 0, 0, ReadScale()),
            "DATE" => new(SqlTypeKind.Date),
            "UNIQUEIDENTIFIER" => SqlType.UniqueIdentifier,
            "SYSNAME" => SqlType.SysName,
            "SQL_VARIANT" => new(SqlTypeKind.SqlVariant),
            "VARCHAR" => new(SqlTypeKind.VarChar, ReadLength(defaultLength, LongestText, allowMax: true)),
            "CHAR" or "CHARACTER" => new(SqlTypeKind.Char, ReadLength(defaultLength, LongestText, allowMax: false)),
            "NVARCHAR" => new(SqlTypeKind.NVarChar, ReadLength(defaultLength, LongestUnicode, allowMax: true)),
            "NCHAR" => new(SqlTypeKind.NChar, ReadLength(defaultLength, LongestUnicode, allowMax: false)),
            "VARBINARY" => new(SqlTypeKind.VarBinary, ReadLength(defaultLength, LongestText, allowMax: true)),
            "BINARY" => new(SqlTypeKind.Binary, ReadLength(defaultLength, LongestText, allowMax: false)),
            _ => throw (OtherTypes.Contains(name)
                ? SqlErrors.NotSupported($"data type {name.ToLowerInvariant()}", token.Line)
                : SqlErrors.InvalidType(token.Value, token.Line)),
        };
    }

    private SqlType ReadDecimal()
    {
        if (!reader.AcceptsSymbol("("))
        {
            return SqlType.Decimal(18, 0);
        }

        var precision = reader.Integer();
        var scale = reader.AcceptsSymbol(",") ? reader.Integer() : 0;
        if (precision is < 1 or > 38 || scale > precision)
        {
            throw reader.Unexpected();
        }

        reader.ExpectSymbol(")");
        return SqlType.Decimal((byte)precision, (byte)scale);
    }

    private SqlType ReadFloat()
    {
        var bits = reader.Current.IsSymbol("(") ? reader.Parenthesized(reader.Integer)[0] : 53;
        return bits <= 24 ? new(SqlTypeKind.Real) : SqlType.Float;
    }

    private byte ReadScale()
    {
        var scale = reader.Current.IsSymbol("(") ? reader.Parenthesized(reader.Integer)[0] : 7;
        return scale is >= 0 and <= 7 ? (byte)scale : throw reader.Unexpected();
    }

    private int ReadLength(int defaultLength, int longest, bool allowMax)
    {
        if (!reader.AcceptsSymbol("("))
        {
            return defaultLength;
        }

        var length = allowMax && reader.Accepts("MAX") ? SqlType.Max : reader.Integer();
        if (length is 0 || length > longest)
        {
            throw reader.Unexpected();
        }

        reader.ExpectSymbol(")");
        return length;
    }
}

namespace ChatDr.Simulator.Protocol;

/// <summary>A data type as a client is told of it.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Length">Characters for text (not bytes), bytes for binary; <see cref="Max"/> for the max types; 0 where it says nothing.</param>
/// <param name="Precision">Digits of a decimal, 1 to 38.</param>
/// <param name="Scale">Digits after the point of a decimal; fractional digits of a second, 0 to 7, of time types.</param>
internal readonly record struct SqlType(SqlTypeKind Kind, int Length = 0, byte Precision = 0, byte Scale = 0)
{
    /// <summary>The length of varchar(max), nvarchar(max) and varbinary(max).</summary>
    public const int Max = -1;

    /// <summary>bit.</summary>
    public static SqlType Bit => new(SqlTypeKind.Bit);

    /// <summary>tinyint.</summary>
    public static SqlType TinyInt => new(SqlTypeKind.TinyInt);

    /// <summary>smallint.</summary>
    public static SqlType SmallInt => new(SqlTypeKind.SmallInt);

    /// <summary>int.</summary>
    public static SqlType Int => new(SqlTypeKind.Int);

    /// <summary>bigint.</summary>
    public static SqlType BigInt => new(SqlTypeKind.BigInt);

    /// <summary>float(53).</summary>
    public static SqlType Float => new(SqlTypeKind.Float);

    /// <summary>datetime.</summary>
    public static SqlType DateTime => new(SqlTypeKind.DateTime);

    /// <summary>uniqueidentifier.</summary>
    public static SqlType UniqueIdentifier => new(SqlTypeKind.UniqueIdentifier);

    /// <summary>sysname, that is nvarchar(128).</summary>
    public static SqlType SysName => NVarChar(128);

    /// <summary>numeric(25,0): a log sequence number.</summary>
    public static SqlType Lsn => Decimal(25, 0);

    /// <summary>Whether it is one of the max types, sent in chunks.</summary>
    public bool IsMax => Length == Max;

    /// <summary>numeric(<paramref name="precision"/>,<paramref name="scale"/>).</summary>
    public static SqlType Decimal(byte precision, byte scale) => new(SqlTypeKind.Decimal, 0, precision, scale);

    /// <summary>nvarchar(<paramref name="characters"/>), 1 to 4000 or <see cref="Max"/>.</summary>
    public static SqlType NVarChar(int characters) => new(SqlTypeKind.NVarChar, characters);

    /// <summary>varchar(<paramref name="characters"/>), 1 to 8000 or <see cref="Max"/>.</summary>
    public static SqlType VarChar(int characters) => new(SqlTypeKind.VarChar, characters);

    /// <summary>varbinary(<paramref name="bytes"/>), 1 to 8000 or <see cref="Max"/>.</summary>
    public static SqlType VarBinary(int bytes) => new(SqlTypeKind.VarBinary, bytes);

    /// <summary>datetime2(<paramref name="scale"/>).</summary>
    public static SqlType DateTime2(byte scale = 7) => new(SqlTypeKind.DateTime2, 0, 0, scale);
}

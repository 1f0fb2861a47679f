namespace ChatDr.Simulator.Protocol;

/// <summary>The data types that cross the wire.</summary>
internal enum SqlTypeKind
{
    /// <summary>bit, <see cref="bool"/>.</summary>
    Bit,

    /// <summary>tinyint, <see cref="byte"/>.</summary>
    TinyInt,

    /// <summary>smallint, <see cref="short"/>.</summary>
    SmallInt,

    /// <summary>int, <see cref="int"/>.</summary>
    Int,

    /// <summary>bigint, <see cref="long"/>.</summary>
    BigInt,

    /// <summary>decimal and numeric, <see cref="decimal"/>.</summary>
    Decimal,

    /// <summary>float(53), <see cref="double"/>.</summary>
    Float,

    /// <summary>real, <see cref="float"/>.</summary>
    Real,

    /// <summary>money, <see cref="decimal"/>.</summary>
    Money,

    /// <summary>datetime, <see cref="System.DateTime"/>.</summary>
    DateTime,

    /// <summary>datetime2(scale), <see cref="System.DateTime"/>.</summary>
    DateTime2,

    /// <summary>date, <see cref="System.DateTime"/>.</summary>
    Date,

    /// <summary>time(scale), <see cref="TimeSpan"/>.</summary>
    Time,

    /// <summary>datetimeoffset(scale), <see cref="System.DateTimeOffset"/>.</summary>
    DateTimeOffset,

    /// <summary>uniqueidentifier, <see cref="Guid"/>.</summary>
    UniqueIdentifier,

    /// <summary>varchar(n), <see cref="string"/>.</summary>
    VarChar,

    /// <summary>nvarchar(n), <see cref="string"/>.</summary>
    NVarChar,

    /// <summary>char(n), <see cref="string"/>.</summary>
    Char,

    /// <summary>nchar(n), <see cref="string"/>.</summary>
    NChar,

    /// <summary>varbinary(n), a byte array.</summary>
    VarBinary,

    /// <summary>binary(n), a byte array.</summary>
    Binary,

    /// <summary>sql_variant: the value's own CLR type; described to clients by its own base type.</summary>
    SqlVariant,
}

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>The end of the batch.</summary>
    End,

    /// <summary>A word: a keyword or a regular identifier.</summary>
    Word,

    /// <summary>An identifier in brackets or double quotes.</summary>
    QuotedName,

    /// <summary>A local variable with its at sign.</summary>
    Variable,

    /// <summary>A system function written with two at signs.</summary>
    SystemVariable,

    /// <summary>Digits only.</summary>
    Integer,

    /// <summary>A number with a decimal point.</summary>
    Decimal,

    /// <summary>A number with an exponent.</summary>
    Float,

    /// <summary>A character literal.</summary>
    Text,

    /// <summary>A Unicode literal.</summary>
    UnicodeText,

    /// <summary>A binary literal.</summary>
    Binary,

    /// <summary>An operator or punctuation.</summary>
    Symbol,
}

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>A token of a batch.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its value: names without their quotes, literals with their escapes undone.</param>
/// <param name="Line">The line it starts in, from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Value, int Line)
{
    /// <summary>Whether it is this word, in any case, not quoted.</summary>
    public bool IsWord(string word) => Kind is TokenKind.Word && Value.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is this operator or punctuation.</summary>
    public bool IsSymbol(string symbol) => Kind is TokenKind.Symbol && Value == symbol;
}

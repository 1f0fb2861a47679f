using System.Globalization;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Walks over the tokens of a batch and says what was expected where.</summary>
internal sealed class TokenReader(IReadOnlyList<Token> tokens)
{
    private int _position;

    /// <summary>The token at hand.</summary>
    public Token Current => tokens[_position];

    /// <summary>Whether the batch is read.</summary>
    public bool AtEnd => Current.Kind is TokenKind.End;

    /// <summary>A token ahead.</summary>
    public Token Peek(int offset = 1) => tokens[Math.Min(_position + offset, tokens.Count - 1)];

    /// <summary>Takes the token at hand.</summary>
    public Token Take()
    {
        var token = Current;
        _position += token.Kind is TokenKind.End ? 0 : 1;
        return token;
    }

    /// <summary>Whether these words come next.</summary>
    public bool Sees(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!Peek(i).IsWord(words[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes these words if they come next.</summary>
    public bool Accepts(params ReadOnlySpan<string> words)
    {
        if (!Sees(words))
        {
            return false;
        }

        _position += words.Length;
        return true;
    }

    /// <summary>Takes this symbol if it comes next.</summary>
    public bool AcceptsSymbol(string symbol)
    {
        var seen = Current.IsSymbol(symbol);
        _position += seen ? 1 : 0;
        return seen;
    }

    /// <summary>Takes these words.</summary>
    public void Expect(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (!Accepts(word))
            {
                throw Unexpected();
            }
        }
    }

    /// <summary>Takes this symbol.</summary>
    public void ExpectSymbol(string symbol)
    {
        if (!AcceptsSymbol(symbol))
        {
            throw Unexpected();
        }
    }

    /// <summary>The first of these words that comes next, taken; in capitals.</summary>
    public string ExpectOneOf(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Accepts(word))
            {
                return word;
            }
        }

        throw Unexpected();
    }

    /// <summary>An identifier: quoted, or a word that is not reserved.</summary>
    public string Name() => IsName(Current) ? Take().Value : throw Unexpected();

    /// <summary>An identifier or any word, reserved or not: option names and values.</summary>
    public string AnyWord() => Current.Kind is TokenKind.Word or TokenKind.QuotedName ? Take().Value : throw Unexpected();

    /// <summary>A character literal.</summary>
    public string Text() => Current.Kind is TokenKind.Text or TokenKind.UnicodeText ? Take().Value : throw Unexpected();

    /// <summary>A number without sign that fits an int.</summary>
    public int Integer() => Current.Kind is TokenKind.Integer && int.TryParse(Current.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? Discard(value)
        : throw Unexpected();

    /// <summary>A binary literal.</summary>
    public byte[] Binary() => Current.Kind is TokenKind.Binary ? System.Convert.FromHexString(Take().Value) : throw Unexpected();

    /// <summary>ON or OFF, with or without the equals sign.</summary>
    public bool OnOff()
    {
        AcceptsSymbol("=");
        return ExpectOneOf("ON", "OFF") is "ON";
    }

    /// <summary>Items between parentheses.</summary>
    public List<T> Parenthesized<T>(Func<T> item)
    {
        ExpectSymbol("(");
        var items = List(item);
        ExpectSymbol(")");
        return items;
    }

    /// <summary>Items between commas.</summary>
    public List<T> List<T>(Func<T> item)
    {
        List<T> items = [item()];
        while (AcceptsSymbol(","))
        {
            items.Add(item());
        }

        return items;
    }

    /// <summary>Whether a token can be an identifier.</summary>
    public static bool IsName(Token token) => token.Kind is TokenKind.QuotedName || (token.Kind is TokenKind.Word && !ReservedWords.Contains(token.Value));

    /// <summary>102 or 156 at the token at hand.</summary>
    public Engine.SqlErrorException Unexpected()
    {
        var near = AtEnd && _position > 0 ? tokens[_position - 1] : Current;
        return SqlErrors.Syntax(near.Value, IsKeyword(near), near.Line);
    }

    private static bool IsKeyword(Token token) => token.Kind is TokenKind.Word && ReservedWords.Contains(token.Value);

    private T Discard<T>(T value)
    {
        _position++;
        return value;
    }
}

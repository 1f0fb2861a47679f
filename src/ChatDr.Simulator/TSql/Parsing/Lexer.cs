using System.Text;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Cuts a batch into tokens.</summary>
internal sealed class Lexer(string text, bool quotesNames)
{
    private const int LongestName = 128;
    private static readonly string[] TwoCharacterSymbols = ["<>", "<=", ">=", "!=", "!<", "!>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "::"];

    private int _position;
    private int _line = 1;

    /// <summary>All tokens, the last of them <see cref="TokenKind.End"/>.</summary>
    /// <param name="text">The batch.</param>
    /// <param name="quotesNames">QUOTED_IDENTIFIER: ON, as every current driver sets it, makes names of what stands in double quotes, OFF text.</param>
    /// <exception cref="Engine.SqlErrorException">102, 103, 105 or 113.</exception>
    public static IReadOnlyList<Token> Read(string text, bool quotesNames = true)
    {
        var lexer = new Lexer(text, quotesNames);
        var tokens = new List<Token>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind is not TokenKind.End);

        return tokens;
    }

    private char Current => Peek(0);

    private char Peek(int offset) => _position + offset < text.Length ? text[_position + offset] : '\0';

    private Token Next()
    {
        SkipBlanksAndComments();
        if (_position >= text.Length)
        {
            return new(TokenKind.End, "", _line);
        }

        var c = Current;
        return c switch
        {
            '\'' => new(TokenKind.Text, Quoted('\''), _line),
            'N' or 'n' when Peek(1) is '\'' => ReadUnicodeText(),
            '[' => ReadQuotedName(']'),
            '"' => quotesNames ? ReadQuotedName('"') : new(TokenKind.Text, Quoted('"'), _line),
            '@' => ReadVariable(),
            '0' when Peek(1) is 'x' or 'X' => ReadBinary(),
            _ when char.IsAsciiDigit(c) || (c is '.' && char.IsAsciiDigit(Peek(1))) => ReadNumber(),
            _ when char.IsLetter(c) || c is '_' or '#' => new(TokenKind.Word, ReadWord(), _line),
            _ => ReadSymbol(),
        };
    }

    private void SkipBlanksAndComments()
    {
        while (_position < text.Length)
        {
            if (Current is '\n')
            {
                _line++;
                _position++;
            }
            else if (char.IsWhiteSpace(Current) || Current is '\uFEFF')
            {
                _position++;
            }
            else if (Current is '-' && Peek(1) is '-')
            {
                while (_position < text.Length && Current is not '\n')
                {
                    _position++;
                }
            }
            else if (Current is '/' && Peek(1) is '*')
            {
                SkipBlockComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlockComment()
    {
        var depth = 0;
        do
        {
            if (_position >= text.Length)
            {
                throw SqlErrors.MissingEndComment(_line);
            }

            if ((Current, Peek(1)) is ('/', '*') or ('*', '/'))
            {
                depth += Current is '/' ? 1 : -1;
                _position += 2;
                continue;
            }

            _line += Current is '\n' ? 1 : 0;
            _position++;
        }
        while (depth > 0);
    }

    private Token ReadUnicodeText()
    {
        _position++;
        return new(TokenKind.UnicodeText, Quoted('\''), _line);
    }

    private Token ReadQuotedName(char close)
    {
        var line = _line;
        var name = Quoted(close);
        return name.Length switch
        {
            0 => throw SqlErrors.Syntax(close is ']' ? "[]" : "\"\"", isKeyword: false, line),
            > LongestName => throw SqlErrors.NameTooLong(name[..LongestName], line),
            _ => new(TokenKind.QuotedName, name, line),
        };
    }

    /// <summary>Reads from the opening quote to the closing one, which is written twice to stand for itself.</summary>
    private string Quoted(char close)
    {
        var start = ++_position;
        var line = _line;
        var value = new StringBuilder();
        while (_position < text.Length)
        {
            if (Current == close)
            {
                if (Peek(1) != close)
                {
                    _position++;
                    return value.ToString();
                }

                _position++;
            }

            _line += Current is '\n' ? 1 : 0;
            value.Append(Current);
            _position++;
        }

        throw SqlErrors.UnclosedQuote(text[start..], line);
    }

    private Token ReadVariable()
    {
        var kind = Peek(1) is '@' ? TokenKind.SystemVariable : TokenKind.Variable;
        return new(kind, ReadWord(), _line);
    }

    private string ReadWord()
    {
        var start = _position;
        while (char.IsLetterOrDigit(Current) || Current is '_' or '@' or '#' or '$')
        {
            _position++;
        }

        var word = text[start.._position];
        return word.Length > LongestName ? throw SqlErrors.NameTooLong(word[..LongestName], _line) : word;
    }

    private Token ReadBinary()
    {
        var start = _position += 2;
        while (char.IsAsciiHexDigit(Current))
        {
            _position++;
        }

        var digits = text[start.._position];
        return new(TokenKind.Binary, digits.Length % 2 is 0 ? digits : "0" + digits, _line);
    }

    private Token ReadNumber()
    {
        var start = _position;
        var kind = TokenKind.Integer;
        SkipDigits();
        if (Current is '.')
        {
            kind = TokenKind.Decimal;
            _position++;
            SkipDigits();
        }

        if (Current is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            kind = TokenKind.Float;
            _position += 2;
            SkipDigits();
        }

        return new(kind, text[start.._position], _line);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Current))
        {
            _position++;
        }
    }

    private Token ReadSymbol()
    {
        var symbol = TwoCharacterSymbols.FirstOrDefault(pair => pair[0] == Current && pair[1] == Peek(1)) ?? Current.ToString();
        if (symbol.Length is 1 && !"+-*/%=<>(),.;&|^~:{}".Contains(Current, StringComparison.Ordinal))
        {
            throw SqlErrors.Syntax(symbol, isKeyword: false, _line);
        }

        _position += symbol.Length;
        return new(TokenKind.Symbol, symbol, _line);
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads expressions and predicates, by precedence.</summary>
internal sealed class ExpressionParser(TokenReader reader)
{
    private const int CastLength = 30;
    private const int DeepestNesting = 200;
    private static readonly string[] FunctionKeywords =
    [
        "LEFT", "RIGHT", "COALESCE", "NULLIF", "CONVERT", "TRY_CONVERT", "USER", "CURRENT_TIMESTAMP", "CURRENT_USER", "SYSTEM_USER", "SESSION_USER",
    ];

    private static readonly string[] Parenthesless = ["CURRENT_TIMESTAMP", "CURRENT_USER", "SYSTEM_USER", "SESSION_USER", "USER"];
    private static readonly string[] Comparisons = ["=", "<>", "!=", "<", "<=", ">", ">=", "!<", "!>"];

    private readonly TypeParser _types = new(reader);
    private int _depth;

    /// <summary>Reads the queries inside; set by the parser of queries.</summary>
    public required Func<Query> Subquery { get; init; }

    /// <summary>An expression or a predicate.</summary>
    public Expression Read()
    {
        if (++_depth > DeepestNesting)
        {
            throw SqlErrors.NotSupported("expression nested more than 200 deep", reader.Current.Line);
        }

        var left = ReadAnd();
        while (reader.Accepts("OR"))
        {
            left = new BinaryExpression("OR", left, ReadAnd());
        }

        _depth--;
        return left;
    }

    /// <summary>A possibly qualified name.</summary>
    public ObjectName ReadName()
    {
        List<string> parts = [reader.Name()];
        while (reader.AcceptsSymbol("."))
        {
            parts.Add(reader.Current.IsSymbol(".") ? "" : reader.AnyWord());
        }

        return parts.Count <= 4 ? new(parts) : throw reader.Unexpected();
    }

    private Expression ReadAnd()
    {
        var left = ReadNot();
        while (reader.Accepts("AND"))
        {
            left = new BinaryExpression("AND", left, ReadNot());
        }

        return left;
    }

    private Expression ReadNot()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return reader.Accepts("NOT") ? new UnaryExpression("NOT", ReadNot()) : ReadPredicate();
    }

    private Expression ReadPredicate()
    {
        var left = ReadAdditive();
        while (true)
        {
            if (reader.Accepts("IS"))
            {
                var negated = reader.Accepts("NOT");
                reader.Expect("NULL");
                left = Negate(new IsNullExpression(left), negated);
                continue;
            }

            var next = reader.Peek();
            var not = (next.IsWord("IN") || next.IsWord("LIKE") || next.IsWord("BETWEEN")) && reader.Accepts("NOT");
            if (reader.Accepts("IN"))
            {
                left = Negate(ReadIn(left), not);
            }
            else if (reader.Accepts("LIKE"))
            {
                var pattern = ReadAdditive();
                left = Negate(new LikeExpression(left, pattern, reader.Accepts("ESCAPE") ? ReadAdditive() : null), not);
            }
            else if (reader.Accepts("BETWEEN"))
            {
                var low = ReadAdditive();
                reader.Expect("AND");
                left = Negate(new BetweenExpression(left, low, ReadAdditive()), not);
            }
            else if (reader.Current.Kind is TokenKind.Symbol && Comparisons.Contains(reader.Current.Value))
            {
                left = new BinaryExpression(reader.Take().Value, left, ReadAdditive());
            }
            else
            {
                return left;
            }
        }
    }

    private static Expression Negate(Expression value, bool negated) => negated ? new UnaryExpression("NOT", value) : value;

    private Expression ReadIn(Expression left)
    {
        reader.ExpectSymbol("(");
        Expression result = reader.Current.IsWord("SELECT") ? new InQueryExpression(left, Subquery()) : new InListExpression(left, reader.List(Read));
        reader.ExpectSymbol(")");
        return result;
    }

    private Expression ReadAdditive()
    {
        var left = ReadMultiplicative();
        while (reader.Current.Kind is TokenKind.Symbol && reader.Current.Value is "+" or "-" or "&" or "|" or "^")
        {
            left = new BinaryExpression(reader.Take().Value, left, ReadMultiplicative());
        }

        return left;
    }

    private Expression ReadMultiplicative()
    {
        var left = ReadUnary();
        while (reader.Current.Kind is TokenKind.Symbol && reader.Current.Value is "*" or "/" or "%")
        {
            left = new BinaryExpression(reader.Take().Value, left, ReadUnary());
        }

        return left;
    }

    private Expression ReadUnary()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (reader.AcceptsSymbol("+"))
        {
            return ReadUnary();
        }

        if (reader.Current.IsSymbol("-") || reader.Current.IsSymbol("~"))
        {
            return new UnaryExpression(reader.Take().Value, ReadUnary());
        }

        var primary = ReadPrimary();
        return reader.Current.IsWord("COLLATE") ? throw SqlErrors.NotSupported("COLLATE", reader.Current.Line) : primary;
    }

    private Expression ReadPrimary()
    {
        var token = reader.Current;
        switch (token.Kind)
        {
            case TokenKind.Variable:
                return new VariableExpression(reader.Take().Value);
            case TokenKind.SystemVariable:
                return new SystemVariableExpression(reader.Take().Value.ToUpperInvariant());
            case TokenKind.Integer or TokenKind.Decimal or TokenKind.Float or TokenKind.Text or TokenKind.UnicodeText or TokenKind.Binary:
                return ReadLiteral(reader.Take());
            case TokenKind.Symbol when reader.AcceptsSymbol("("):
                Expression inner = reader.Current.IsWord("SELECT") ? new SubqueryExpression(Subquery()) : Read();
                reader.ExpectSymbol(")");
                return inner;
            case TokenKind.Word:
                return ReadWord(token);
            case TokenKind.QuotedName:
                return ReadColumnOrFunction();
            case TokenKind.End or TokenKind.Symbol:
            default:
                throw reader.Unexpected();
        }
    }

    private Expression ReadWord(Token token)
    {
        switch (token.Value.ToUpperInvariant())
        {
            case "NULL":
                reader.Take();
                return new LiteralExpression(null, SqlType.Int);
            case "CASE":
                return ReadCase();
            case "EXISTS":
                reader.Take();
                reader.ExpectSymbol("(");
                var query = Subquery();
                reader.ExpectSymbol(")");
                return new ExistsExpression(query);
            case "CAST" or "TRY_CAST" when reader.Peek().IsSymbol("("):
                return ReadCast();
            case "CONVERT" or "TRY_CONVERT" when reader.Peek().IsSymbol("("):
                return ReadConvert();
            default:
                return ReadColumnOrFunction();
        }
    }

    private Expression ReadColumnOrFunction()
    {
        var token = reader.Current;
        ObjectName name;
        if (token.Kind is TokenKind.Word && FunctionKeywords.Contains(token.Value, StringComparer.OrdinalIgnoreCase))
        {
            name = new([reader.Take().Value.ToUpperInvariant()]);
            if (Parenthesless.Contains(name.Name) && !reader.Current.IsSymbol("("))
            {
                return new FunctionExpression(name, []);
            }
        }
        else
        {
            name = ReadName();
        }

        return reader.Current.IsSymbol("(") ? ReadCall(name) : new ColumnExpression(name);
    }

    private FunctionExpression ReadCall(ObjectName name)
    {
        reader.ExpectSymbol("(");
        var call = ReadArguments(name);
        reader.ExpectSymbol(")");
        return reader.Current.IsWord("OVER") ? throw SqlErrors.NotSupported("OVER", reader.Current.Line) : call;
    }

    private FunctionExpression ReadArguments(ObjectName name)
    {
        if (reader.Current.IsSymbol(")"))
        {
            return new(name, []);
        }

        if (reader.AcceptsSymbol("*"))
        {
            return new(name, [], Star: true);
        }

        var distinct = reader.Accepts("DISTINCT");
        return new(name, reader.List(Read), distinct);
    }

    private CaseExpression ReadCase()
    {
        reader.Expect("CASE");
        var input = reader.Current.IsWord("WHEN") ? null : Read();
        var branches = new List<CaseBranch>();
        while (reader.Accepts("WHEN"))
        {
            var when = Read();
            reader.Expect("THEN");
            branches.Add(new(when, Read()));
        }

        var otherwise = branches.Count > 0 && reader.Accepts("ELSE") ? Read() : null;
        reader.Expect("END");
        return branches.Count > 0 ? new(input, branches, otherwise) : throw reader.Unexpected();
    }

    private CastExpression ReadCast()
    {
        var isTry = reader.Take().IsWord("TRY_CAST");
        reader.ExpectSymbol("(");
        var value = Read();
        reader.Expect("AS");
        var type = _types.Read(CastLength);
        reader.ExpectSymbol(")");
        return new(value, type, isTry, null);
    }

    private CastExpression ReadConvert()
    {
        var isTry = reader.Take().IsWord("TRY_CONVERT");
        reader.ExpectSymbol("(");
        var type = _types.Read(CastLength);
        reader.ExpectSymbol(",");
        var value = Read();
        var style = reader.AcceptsSymbol(",") ? Read() : null;
        reader.ExpectSymbol(")");
        return new(value, type, isTry, style);
    }

    private static LiteralExpression ReadLiteral(Token token) => token.Kind switch
    {
        TokenKind.Integer when int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var small) => new(small, SqlType.Int),
        TokenKind.Integer or TokenKind.Decimal => ReadDecimal(token),
        TokenKind.Float => new(double.Parse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture), SqlType.Float),
        TokenKind.Text => new(token.Value, SqlType.VarChar(token.Value.Length > 8000 ? SqlType.Max : Math.Max(1, token.Value.Length))),
        TokenKind.UnicodeText => new(token.Value, SqlType.NVarChar(token.Value.Length > 4000 ? SqlType.Max : Math.Max(1, token.Value.Length))),
        TokenKind.Binary => ReadBinary(System.Convert.FromHexString(token.Value)),
        TokenKind.End or TokenKind.Word or TokenKind.QuotedName or TokenKind.Variable or TokenKind.SystemVariable or TokenKind.Symbol =>
            throw SqlErrors.Syntax(token.Value, isKeyword: false, token.Line),
        _ => throw SqlErrors.Syntax(token.Value, isKeyword: false, token.Line),
    };

    private static LiteralExpression ReadBinary(byte[] bytes) => new(bytes, SqlType.VarBinary(bytes.Length > 8000 ? SqlType.Max : Math.Max(1, bytes.Length)));

    private static LiteralExpression ReadDecimal(Token token)
    {
        if (!decimal.TryParse(token.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            throw SqlErrors.Overflow("numeric");
        }

        var point = token.Value.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : token.Value.Length - point - 1;
        var digits = token.Value.Length - (point < 0 ? 0 : 1);
        return new(value, SqlType.Decimal((byte)Math.Clamp(digits, 1, 38), (byte)scale));
    }
}

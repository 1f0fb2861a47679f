using System.Runtime.CompilerServices;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads queries and the statements that change rows.</summary>
internal sealed partial class QueryParser
{
    private static readonly string[] QueryHints = ["RECOMPILE", "MAXDOP", "FAST", "FORCE", "HASH", "MERGE", "LOOP", "KEEP", "KEEPFIXED"];

    private readonly TokenReader _reader;

    /// <summary>The common table expressions at hand; null for one that is being read, which is then recursive.</summary>
    private Dictionary<string, DerivedTable?> _commonTables = new(StringComparer.OrdinalIgnoreCase);

    public QueryParser(TokenReader reader)
    {
        _reader = reader;
        Expressions = new(reader) { Subquery = Read };
    }

    /// <summary>The parser of the expressions inside.</summary>
    public ExpressionParser Expressions { get; }

    /// <summary>A query with its order.</summary>
    public Query Read()
    {
        var first = ReadSelect();
        var parts = new List<SetPart>();
        while (ReadSetOperator() is { } operation)
        {
            parts.Add(new(operation, ReadSelect()));
        }

        var order = _reader.Accepts("ORDER", "BY") ? _reader.List(ReadOrderItem) : [];
        Expression? offset = null, fetch = null;
        if (order.Count > 0 && _reader.Accepts("OFFSET"))
        {
            offset = Expressions.Read();
            _reader.ExpectOneOf("ROWS", "ROW");
            if (_reader.Accepts("FETCH"))
            {
                _reader.ExpectOneOf("NEXT", "FIRST");
                fetch = Expressions.Read();
                _reader.ExpectOneOf("ROWS", "ROW");
                _reader.Expect("ONLY");
            }
        }

        if (_reader.Sees("FOR"))
        {
            throw SqlErrors.NotSupported("FOR " + _reader.Peek().Value.ToUpperInvariant(), _reader.Current.Line);
        }

        SkipQueryHints();
        return new(first, parts, order, offset, fetch);
    }

    /// <summary>WITH: common table expressions, which the statement behind it may name.</summary>
    public Statement ReadWith(Func<Statement> statement)
    {
        _reader.Expect("WITH");
        var outer = _commonTables;
        _commonTables = new(outer, StringComparer.OrdinalIgnoreCase);
        _reader.List(ReadCommonTable);
        if (!_reader.Sees("SELECT") && !_reader.Sees("INSERT") && !_reader.Sees("UPDATE") && !_reader.Sees("DELETE"))
        {
            throw SqlErrors.NotSupported("WITH … " + _reader.Current.Value.ToUpperInvariant(), _reader.Current.Line);
        }

        var read = statement();
        _commonTables = outer;
        return read;
    }

    private DerivedTable ReadCommonTable()
    {
        var name = _reader.Name();
        var columns = _reader.Current.IsSymbol("(") ? _reader.Parenthesized(_reader.Name) : [];
        _reader.Expect("AS");
        _reader.ExpectSymbol("(");
        _commonTables[name] = null;
        var table = new DerivedTable(Read(), name, columns);
        _reader.ExpectSymbol(")");
        _commonTables[name] = table;
        return table;
    }

    private SetOperator? ReadSetOperator() => _reader.Accepts("UNION") ? _reader.Accepts("ALL") ? SetOperator.UnionAll : SetOperator.Union
        : _reader.Accepts("EXCEPT") ? SetOperator.Except
        : _reader.Accepts("INTERSECT") ? SetOperator.Intersect
        : null;

    /// <summary>Hints that tell the product's optimizer how to work mean nothing here; others are refused.</summary>
    private void SkipQueryHints()
    {
        if (!_reader.Accepts("OPTION"))
        {
            return;
        }

        _reader.Parenthesized(() =>
        {
            var hint = _reader.AnyWord();
            if (!QueryHints.Contains(hint, StringComparer.OrdinalIgnoreCase))
            {
                throw SqlErrors.NotSupported($"OPTION ({hint.ToUpperInvariant()})", _reader.Current.Line);
            }

            if (_reader.Current.Kind is TokenKind.Integer or TokenKind.Word)
            {
                _reader.Take();
            }

            return hint;
        });
    }

    private SelectClause ReadSelect()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_reader.AcceptsSymbol("("))
        {
            var inner = ReadSelect();
            _reader.ExpectSymbol(")");
            return inner;
        }

        _reader.Expect("SELECT");
        var distinct = _reader.Accepts("DISTINCT");
        _reader.Accepts("ALL");
        var top = ReadTop();
        var items = _reader.List(ReadItem);
        if (_reader.Sees("INTO"))
        {
            throw SqlErrors.NotSupported("SELECT INTO", _reader.Current.Line);
        }

        var from = _reader.Accepts("FROM") ? ReadSources() : null;
        var where = ReadWhere();
        var groupBy = _reader.Accepts("GROUP", "BY") ? _reader.List(Expressions.Read) : [];
        var having = _reader.Accepts("HAVING") ? Expressions.Read() : null;
        return new(top, distinct, items, from, where, groupBy, having);
    }

    private Expression? ReadWhere() => _reader.Accepts("WHERE") ? Expressions.Read() : null;

    private Expression? ReadTop()
    {
        if (!_reader.Accepts("TOP"))
        {
            return null;
        }

        Expression count;
        if (_reader.AcceptsSymbol("("))
        {
            count = Expressions.Read();
            _reader.ExpectSymbol(")");
        }
        else
        {
            count = new LiteralExpression(_reader.Integer(), Protocol.SqlType.Int);
        }

        return _reader.Sees("PERCENT") || _reader.Sees("WITH", "TIES")
            ? throw SqlErrors.NotSupported("TOP … " + _reader.Current.Value.ToUpperInvariant(), _reader.Current.Line)
            : count;
    }

    private SelectItem ReadItem()
    {
        if (_reader.AcceptsSymbol("*"))
        {
            return new StarItem(null);
        }

        if (_reader.Current.Kind is TokenKind.Variable && _reader.Peek().IsSymbol("="))
        {
            var variable = _reader.Take().Value;
            _reader.Take();
            return new AssignmentItem(variable, Expressions.Read());
        }

        if (TokenReader.IsName(_reader.Current) && StarOffset() is { } parts)
        {
            var qualifier = new ObjectName([.. Enumerable.Range(0, parts).Select(_ => ReadPart())]);
            _reader.ExpectSymbol("*");
            return new StarItem(qualifier);
        }

        if (TokenReader.IsName(_reader.Current) && _reader.Peek().IsSymbol("="))
        {
            var alias = _reader.Take().Value;
            _reader.Take();
            return new ExpressionItem(Expressions.Read(), alias);
        }

        var value = Expressions.Read();
        return new ExpressionItem(value, ReadAlias(allowText: true));
    }

    private string ReadPart()
    {
        var part = _reader.Name();
        _reader.ExpectSymbol(".");
        return part;
    }

    /// <summary>How many name parts stand before a <c>.*</c>; null when there is none.</summary>
    private int? StarOffset()
    {
        for (var offset = 0; _reader.Peek(offset).Kind is TokenKind.Word or TokenKind.QuotedName && _reader.Peek(offset + 1).IsSymbol("."); offset += 2)
        {
            if (_reader.Peek(offset + 2).IsSymbol("*"))
            {
                return (offset / 2) + 1;
            }
        }

        return null;
    }

    private string? ReadAlias(bool allowText)
    {
        if (_reader.Accepts("AS"))
        {
            return allowText && _reader.Current.Kind is TokenKind.Text or TokenKind.UnicodeText ? _reader.Take().Value : _reader.Name();
        }

        return TokenReader.IsName(_reader.Current) && !_reader.Sees("GO") && !_reader.Sees("THROW") && !_reader.Sees("OFFSET") && !_reader.Sees("OUTPUT")
            ? _reader.Name()
            : null;
    }

    private OrderItem ReadOrderItem()
    {
        var value = Expressions.Read();
        var descending = _reader.Accepts("DESC");
        _reader.Accepts("ASC");
        return new(value, descending);
    }
}

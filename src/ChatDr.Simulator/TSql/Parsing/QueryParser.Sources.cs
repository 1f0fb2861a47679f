using System.Runtime.CompilerServices;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>FROM: tables, derived tables, joins and their hints.</summary>
internal sealed partial class QueryParser
{
    private static readonly string[] TableHints =
    [
        "NOLOCK", "READUNCOMMITTED", "READCOMMITTED", "READCOMMITTEDLOCK", "REPEATABLEREAD", "SERIALIZABLE", "HOLDLOCK",
        "UPDLOCK", "XLOCK", "ROWLOCK", "PAGLOCK", "TABLOCK", "TABLOCKX", "READPAST",
    ];

    private TableSource ReadSources()
    {
        var source = ReadJoins();
        while (_reader.AcceptsSymbol(","))
        {
            source = new JoinedTable(source, ReadJoins(), JoinKind.Inner, null);
        }

        return source;
    }

    private TableSource ReadJoins()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var left = ReadSource();
        while (true)
        {
            if (_reader.Accepts("CROSS", "JOIN"))
            {
                left = new JoinedTable(left, ReadSource(), JoinKind.Inner, null);
                continue;
            }

            if (_reader.Sees("CROSS") || _reader.Sees("OUTER"))
            {
                throw SqlErrors.NotSupported("APPLY", _reader.Current.Line);
            }

            if (ReadJoinKind() is not { } kind)
            {
                return left;
            }

            var right = ReadSource();
            _reader.Expect("ON");
            left = new JoinedTable(left, right, kind, Expressions.Read());
        }
    }

    private JoinKind? ReadJoinKind()
    {
        if (_reader.Accepts("JOIN") || _reader.Accepts("INNER", "JOIN"))
        {
            return JoinKind.Inner;
        }

        JoinKind? kind = _reader.Accepts("LEFT") ? JoinKind.Left : _reader.Accepts("RIGHT") ? JoinKind.Right : _reader.Accepts("FULL") ? JoinKind.Full : null;
        if (kind is not null)
        {
            _reader.Accepts("OUTER");
            _reader.Expect("JOIN");
        }

        return kind;
    }

    private TableSource ReadSource()
    {
        if (_reader.Current.IsSymbol("("))
        {
            return ReadParenthesizedSource();
        }

        var name = Expressions.ReadName();
        if (_reader.Current.IsSymbol("("))
        {
            throw SqlErrors.NotSupported($"table-valued function {name}", _reader.Current.Line);
        }

        var alias = ReadAlias(allowText: false);
        SkipHints();
        if (name.Parts.Count > 1 || !_commonTables.TryGetValue(name.Name, out var common))
        {
            return new NamedTable(name, alias);
        }

        return common is null
            ? throw SqlErrors.NotSupported("a recursive common table expression", _reader.Current.Line)
            : common with { Alias = alias ?? name.Name };
    }

    private TableSource ReadParenthesizedSource()
    {
        _reader.ExpectSymbol("(");
        if (_reader.Accepts("VALUES"))
        {
            var rows = _reader.List(() => (IReadOnlyList<Expression>)_reader.Parenthesized(Expressions.Read));
            _reader.ExpectSymbol(")");
            var name = ReadAlias(allowText: false) ?? throw _reader.Unexpected();
            return new ValuesTable(rows, name, _reader.Parenthesized(_reader.Name));
        }

        if (!_reader.Current.IsWord("SELECT"))
        {
            var joined = ReadSources();
            _reader.ExpectSymbol(")");
            return joined;
        }

        var query = Read();
        _reader.ExpectSymbol(")");
        var alias = ReadAlias(allowText: false) ?? throw _reader.Unexpected();
        return new DerivedTable(query, alias, _reader.Current.IsSymbol("(") ? _reader.Parenthesized(_reader.Name) : []);
    }

    /// <summary>Locking hints change nothing here: a session sees committed rows and its own.</summary>
    private void SkipHints()
    {
        if (_reader.Current.IsWord("WITH") && _reader.Peek().IsSymbol("("))
        {
            _reader.Take();
            foreach (var hint in _reader.Parenthesized(_reader.AnyWord))
            {
                if (!TableHints.Contains(hint, StringComparer.OrdinalIgnoreCase))
                {
                    throw SqlErrors.NotSupported($"WITH ({hint})", _reader.Current.Line);
                }
            }
        }
    }
}

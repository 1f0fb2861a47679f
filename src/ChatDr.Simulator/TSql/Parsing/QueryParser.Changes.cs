using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>INSERT, UPDATE and DELETE.</summary>
internal sealed partial class QueryParser
{
    /// <summary>What a data change is about is a table; through a common table expression it is refused.</summary>
    private ObjectName ReadTarget()
    {
        var line = _reader.Current.Line;
        var name = Expressions.ReadName();
        return name.Parts.Count is 1 && _commonTables.ContainsKey(name.Name)
            ? throw SqlErrors.NotSupported($"a change through the common table expression {name}", line)
            : name;
    }

    /// <summary>INSERT.</summary>
    public InsertStatement ReadInsert()
    {
        _reader.Expect("INSERT");
        if (_reader.Sees("BULK"))
        {
            throw SqlErrors.NotSupported("INSERT BULK", _reader.Current.Line);
        }

        _reader.Accepts("INTO");
        var target = ReadTarget();
        SkipHints();
        var columns = _reader.Current.IsSymbol("(") && !_reader.Peek().IsWord("SELECT") ? _reader.Parenthesized(_reader.Name) : [];
        var output = ReadOutput();
        if (_reader.Accepts("DEFAULT", "VALUES"))
        {
            return new(target, columns, output, null, null);
        }

        if (_reader.Accepts("VALUES"))
        {
            return new(target, columns, output, _reader.List(() => (IReadOnlyList<Expression?>)_reader.Parenthesized(ReadValueOrDefault)), null);
        }

        if (_reader.Sees("EXEC") || _reader.Sees("EXECUTE"))
        {
            throw SqlErrors.NotSupported("INSERT … EXECUTE", _reader.Current.Line);
        }

        return new(target, columns, output, null, Read());
    }

    /// <summary>UPDATE.</summary>
    public UpdateStatement ReadUpdate()
    {
        _reader.Expect("UPDATE");
        var top = ReadTop();
        var target = ReadTarget();
        SkipHints();
        _reader.Expect("SET");
        var assignments = _reader.List(ReadAssignment);
        var output = ReadOutput();
        var from = _reader.Accepts("FROM") ? ReadSources() : null;
        return new(top, target, assignments, output, from, ReadWhere());
    }

    /// <summary>DELETE.</summary>
    public DeleteStatement ReadDelete()
    {
        _reader.Expect("DELETE");
        var top = ReadTop();
        _reader.Accepts("FROM");
        var target = ReadTarget();
        SkipHints();
        var output = ReadOutput();
        var from = _reader.Accepts("FROM") ? ReadSources() : null;
        return new(top, target, output, from, ReadWhere());
    }

    private List<SelectItem> ReadOutput()
    {
        if (!_reader.Accepts("OUTPUT"))
        {
            return [];
        }

        var items = _reader.List(ReadItem);
        return _reader.Sees("INTO") && _reader.Peek().Kind is TokenKind.Variable or TokenKind.Word
            ? throw SqlErrors.NotSupported("OUTPUT INTO", _reader.Current.Line)
            : items;
    }

    private Expression? ReadValueOrDefault() => _reader.Accepts("DEFAULT") ? null : Expressions.Read();

    private ColumnAssignment ReadAssignment()
    {
        var name = Expressions.ReadName();
        var operation = _reader.Current;
        if (operation.Kind is not TokenKind.Symbol || operation.Value is not ("=" or "+=" or "-=" or "*=" or "/=" or "%="))
        {
            throw _reader.Unexpected();
        }

        _reader.Take();
        var value = ReadValueOrDefault();
        return new(name.Name, operation.Value is "=" || value is null ? value : new BinaryExpression(operation.Value[..1], new ColumnExpression(name), value));
    }
}

using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads a whole batch before anything of it runs, as the product does. Each family of statements has a parser of its own.</summary>
internal sealed class StatementParser
{
    private const int DeepestNesting = 500;
    private readonly TokenReader _reader;
    private readonly QueryParser _queries;
    private readonly ControlFlowParser _control;
    private readonly TableParser _tables;
    private readonly DatabaseParser _databases;
    private readonly BackupParser _backups;
    private readonly SecurityParser _security;
    private readonly AvailabilityParser _availability;
    private int _depth;

    private StatementParser(TokenReader reader)
    {
        _reader = reader;
        _queries = new(reader);
        _control = new(reader, _queries.Expressions, Read);
        _tables = new(reader, _queries.Expressions);
        _databases = new(reader);
        _backups = new(reader);
        _security = new(reader, _queries.Expressions);
        _availability = new(reader);
    }

    /// <summary>The statements of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="quotesNames">QUOTED_IDENTIFIER: whether double quotes enclose names, and not text.</param>
    /// <exception cref="Engine.SqlErrorException">102, 156 and the like; 40510 for a statement that this simulator does not know.</exception>
    public static IReadOnlyList<Statement> Parse(string batch, bool quotesNames = true)
    {
        var parser = new StatementParser(new(Lexer.Read(batch, quotesNames)));
        var statements = new List<Statement>();
        parser.SkipSemicolons();
        while (!parser._reader.AtEnd)
        {
            statements.Add(parser.Read(isFirst: statements.Count is 0));
        }

        return statements;
    }

    private Statement Read() => Read(isFirst: false);

    private Statement Read(bool isFirst)
    {
        if (++_depth > DeepestNesting)
        {
            throw SqlErrors.NestedTooDeeply();
        }

        SkipSemicolons();
        var line = _reader.Current.Line;
        var statement = ReadKnown(isFirst);
        _depth--;
        SkipSemicolons();
        return statement with { Line = line };
    }

    private void SkipSemicolons()
    {
        while (_reader.AcceptsSymbol(";"))
        {
        }
    }

    private Statement ReadKnown(bool isFirst)
    {
        var token = _reader.Current;
        if (token.IsSymbol("(") && _reader.Peek().IsWord("SELECT"))
        {
            return new SelectStatement(_queries.Read());
        }

        if (token.Kind is TokenKind.QuotedName && isFirst)
        {
            return _control.ReadProcedureCall(token.Line);
        }

        if (token.Kind is not TokenKind.Word)
        {
            throw _reader.Unexpected();
        }

        var word = token.Value.ToUpperInvariant();
        return word switch
        {
            "SELECT" => new SelectStatement(_queries.Read()),
            "WITH" => _queries.ReadWith(() => ReadKnown(isFirst: false)),
            "INSERT" => _queries.ReadInsert(),
            "UPDATE" when !_reader.Peek().IsWord("STATISTICS") => _queries.ReadUpdate(),
            "DELETE" => _queries.ReadDelete(),
            "CREATE" or "ALTER" or "DROP" => ReadDefinition(word),
            "TRUNCATE" => _tables.ReadTruncate(),
            "BACKUP" or "RESTORE" => _reader.Peek().IsWord("CERTIFICATE") ? _security.ReadBackupCertificate() : _backups.Read(),
            "GRANT" or "DENY" or "REVOKE" => _security.ReadPermission(),
            "OPEN" or "CLOSE" => _security.ReadOpenOrClose(),
            _ => _control.TryRead(word) ?? ReadOther(token, isFirst),
        };
    }

    private Statement ReadDefinition(string verb)
    {
        var line = _reader.Current.Line;
        return _tables.TryRead() ?? _databases.TryRead() ?? _security.TryRead() ?? _availability.TryRead()
            ?? throw (ReservedWords.Contains(_reader.Peek().Value) || TokenReader.IsName(_reader.Peek())
                ? SqlErrors.NotSupported($"{verb} {_reader.Peek().Value.ToUpperInvariant()}", line)
                : Skip());
    }

    private Engine.SqlErrorException Skip()
    {
        _reader.Take();
        return _reader.Unexpected();
    }

    private ExecuteProcedureStatement ReadOther(Token token, bool isFirst)
    {
        var isCall = _reader.Peek().Kind is not TokenKind.Symbol || _reader.Peek().IsSymbol(".") || _reader.Peek().IsSymbol(";");
        if (isFirst && isCall && !ReservedWords.Contains(token.Value) && !IsUnsupportedVerb(token.Value))
        {
            return _control.ReadProcedureCall(token.Line);
        }

        throw IsUnsupportedVerb(token.Value) ? SqlErrors.NotSupported(VerbOf(token), token.Line) : _reader.Unexpected();
    }

    private string VerbOf(Token token) =>
        (token.IsWord("DBCC") && _reader.Peek().Kind is TokenKind.Word ? $"DBCC {_reader.Peek().Value}" : token.Value).ToUpperInvariant();

    /// <summary>Statements of the product that begin with a word of their own and are outside this simulator.</summary>
    private static bool IsUnsupportedVerb(string word) => word.ToUpperInvariant() is
        "MERGE" or "BULK" or "DBCC" or "GOTO" or "REVERT" or "FETCH" or "DEALLOCATE" or "UPDATE" or "DISABLE" or "ENABLE"
        or "SEND" or "RECEIVE" or "READTEXT" or "WRITETEXT" or "UPDATETEXT" or "SETUSER" or "ADD" or "MOVE";
}

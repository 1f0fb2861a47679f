using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads variables, control of flow, transactions, SET and EXECUTE.</summary>
internal sealed class ControlFlowParser(TokenReader reader, ExpressionParser expressions, Func<Statement> statement)
{
    private static readonly string[] OnOffOptions =
    [
        "NOCOUNT", "XACT_ABORT", "ANSI_NULLS", "ANSI_PADDING", "ANSI_WARNINGS", "ANSI_NULL_DFLT_ON", "ANSI_NULL_DFLT_OFF", "ANSI_DEFAULTS", "ARITHABORT",
        "ARITHIGNORE", "CONCAT_NULL_YIELDS_NULL", "QUOTED_IDENTIFIER", "NUMERIC_ROUNDABORT", "CURSOR_CLOSE_ON_COMMIT", "IMPLICIT_TRANSACTIONS", "FMTONLY",
        "NO_BROWSETABLE", "PARSEONLY", "NOEXEC",
    ];

    private static readonly string[] ValueOptions =
    [
        "LOCK_TIMEOUT", "TEXTSIZE", "ROWCOUNT", "DATEFIRST", "DATEFORMAT", "LANGUAGE", "DEADLOCK_PRIORITY", "QUERY_GOVERNOR_COST_LIMIT", "CONTEXT_INFO",
    ];

    private readonly TypeParser _types = new(reader);

    /// <summary>The statement that begins with this word; null when it is none of this family.</summary>
    public Statement? TryRead(string word) => word switch
    {
        "USE" => ReadUse(),
        "SET" => ReadSet(),
        "DECLARE" => ReadDeclare(),
        "IF" => ReadIf(),
        "WHILE" => ReadWhile(),
        "BEGIN" => ReadBegin(),
        "BREAK" => Single(new BreakStatement()),
        "CONTINUE" => Single(new ContinueStatement()),
        "RETURN" => ReadReturn(),
        "PRINT" => ReadPrint(),
        "RAISERROR" => ReadRaiseError(),
        "THROW" => ReadThrow(),
        "WAITFOR" => ReadWaitFor(),
        "EXEC" or "EXECUTE" => ReadExecute(),
        "KILL" => ReadKill(),
        "SHUTDOWN" => Taken(() => new ShutdownStatement(reader.Accepts("WITH", "NOWAIT"))),
        "RECONFIGURE" => Taken(() => new ReconfigureStatement(reader.Accepts("WITH", "OVERRIDE"))),
        "CHECKPOINT" => Single(new CheckpointStatement()),
        "COMMIT" => ReadCommit(),
        "SAVE" => ReadSave(),
        "ROLLBACK" => ReadRollback(),
        _ => null,
    };

    /// <summary>A procedure's name and arguments, without EXECUTE.</summary>
    public ExecuteProcedureStatement ReadProcedureCall(int line, string? returnVariable = null)
    {
        var name = expressions.ReadName();
        var arguments = StartsArgument() ? reader.List(ReadArgument) : [];
        return new(returnVariable, name, arguments) { Line = line };
    }

    private static bool IsLiteral(Token token) =>
        token.Kind is TokenKind.Integer or TokenKind.Decimal or TokenKind.Float or TokenKind.Text or TokenKind.UnicodeText or TokenKind.Binary;

    private bool StartsArgument() => reader.Current.Kind is TokenKind.Variable or TokenKind.SystemVariable || IsLiteral(reader.Current)
        || reader.Current.IsSymbol("-") || reader.Sees("NULL") || reader.Sees("DEFAULT") || reader.Current.Kind is TokenKind.QuotedName;

    private Statement Single(Statement value)
    {
        reader.Take();
        return value;
    }

    private UseStatement ReadUse()
    {
        reader.Take();
        return new(reader.Name());
    }

    private Statement ReadSet()
    {
        var line = reader.Take().Line;
        if (reader.Current.Kind is TokenKind.Variable)
        {
            return ReadSetVariable();
        }

        if (reader.Accepts("TRANSACTION", "ISOLATION", "LEVEL"))
        {
            var level = reader.AnyWord().ToUpperInvariant();
            if (level is "READ" or "REPEATABLE")
            {
                level += " " + reader.ExpectOneOf("COMMITTED", "UNCOMMITTED", "READ");
            }

            return new SetIsolationLevelStatement(level);
        }

        var option = reader.Current;
        if (ValueOptions.Contains(option.Value, StringComparer.OrdinalIgnoreCase))
        {
            reader.Take();
            var value = TokenReader.IsName(reader.Current) ? new LiteralExpression(reader.Take().Value, SqlType.SysName) : expressions.Read();
            return new SetValueStatement(option.Value.ToUpperInvariant(), value);
        }

        var options = reader.List(() => ReadOption(line));
        return new SetOptionsStatement(options, reader.OnOff());
    }

    private string ReadOption(int line)
    {
        var option = reader.AnyWord().ToUpperInvariant();
        return OnOffOptions.Contains(option) ? option : throw SqlErrors.NotSupported($"SET {option}", line);
    }

    private SetVariableStatement ReadSetVariable()
    {
        var name = reader.Take().Value;
        var operation = reader.Take();
        if (operation.Kind is not TokenKind.Symbol || operation.Value is not ("=" or "+=" or "-=" or "*=" or "/=" or "%="))
        {
            throw SqlErrors.Syntax(operation.Value, isKeyword: false, operation.Line);
        }

        var value = expressions.Read();
        return new(name, operation.Value is "=" ? value : new BinaryExpression(operation.Value[..1], new VariableExpression(name), value));
    }

    private DeclareStatement ReadDeclare()
    {
        reader.Take();
        return new(reader.List(ReadDeclaration));
    }

    private VariableDeclaration ReadDeclaration()
    {
        if (reader.Current.Kind is not TokenKind.Variable)
        {
            throw reader.Peek().IsWord("CURSOR") ? SqlErrors.NotSupported("DECLARE CURSOR", reader.Current.Line) : reader.Unexpected();
        }

        var name = reader.Take().Value;
        reader.Accepts("AS");
        if (reader.Sees("TABLE") || reader.Sees("CURSOR"))
        {
            throw SqlErrors.NotSupported($"DECLARE {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line);
        }

        return new(name, _types.Read(1), reader.AcceptsSymbol("=") ? expressions.Read() : null);
    }

    private IfStatement ReadIf()
    {
        reader.Take();
        var condition = expressions.Read();
        var then = statement();
        return new(condition, then, reader.Accepts("ELSE") ? statement() : null);
    }

    private WhileStatement ReadWhile()
    {
        reader.Take();
        var condition = expressions.Read();
        return new(condition, statement());
    }

    private Statement ReadBegin()
    {
        reader.Take();
        if (reader.Accepts("TRAN") || reader.Accepts("TRANSACTION"))
        {
            var name = ReadTransactionName();
            return reader.Accepts("WITH")
                ? throw SqlErrors.NotSupported("BEGIN TRANSACTION … WITH MARK", reader.Current.Line)
                : new BeginTransactionStatement(name);
        }

        if (reader.Sees("DISTRIBUTED") || reader.Sees("DIALOG") || reader.Sees("CONVERSATION"))
        {
            throw SqlErrors.NotSupported("BEGIN " + reader.Current.Value.ToUpperInvariant(), reader.Current.Line);
        }

        if (reader.Accepts("TRY"))
        {
            var body = ReadUntil("TRY");
            while (reader.AcceptsSymbol(";"))
            {
            }

            reader.Expect("BEGIN", "CATCH");
            return new TryStatement(body, ReadUntil("CATCH", mayBeEmpty: true));
        }

        return new BlockStatement(ReadUntil(null));
    }

    private List<Statement> ReadUntil(string? word, bool mayBeEmpty = false)
    {
        var body = new List<Statement>();
        while (reader.AcceptsSymbol(";"))
        {
        }

        while (!reader.Sees("END"))
        {
            body.Add(statement());
        }

        if (body.Count is 0 && !mayBeEmpty)
        {
            throw reader.Unexpected();
        }

        reader.Expect("END");
        if (word is not null)
        {
            reader.Expect(word);
        }

        return body;
    }

    private string? ReadTransactionName() => reader.Current.Kind is TokenKind.Variable
        ? throw SqlErrors.NotSupported("transaction name in a variable", reader.Current.Line)
        : TokenReader.IsName(reader.Current) && !reader.Sees("THROW") ? reader.Name() : null;

    private ReturnStatement ReadReturn()
    {
        reader.Take();
        return IsLiteral(reader.Current) || reader.Current.Kind is TokenKind.Variable || reader.Current.IsSymbol("(")
            ? throw SqlErrors.Syntax(reader.Current.Value, isKeyword: false, reader.Current.Line)
            : new();
    }

    private PrintStatement ReadPrint()
    {
        reader.Take();
        return new(expressions.Read());
    }

    private RaiseErrorStatement ReadRaiseError()
    {
        var line = reader.Take().Line;
        var arguments = reader.Parenthesized(expressions.Read);
        var options = reader.Accepts("WITH") ? reader.List(() => reader.ExpectOneOf("NOWAIT", "LOG", "SETERROR")) : [];
        if (options.Contains("SETERROR"))
        {
            throw SqlErrors.NotSupported("RAISERROR … WITH SETERROR", line);
        }

        return arguments.Count >= 3
            ? new(arguments[0], arguments[1], arguments[2], arguments[3..], options.Contains("LOG"))
            : throw SqlErrors.Syntax(")", isKeyword: false, line);
    }

    private ThrowStatement ReadThrow()
    {
        reader.Take();
        if (!IsLiteral(reader.Current) && reader.Current.Kind is not TokenKind.Variable)
        {
            return new(null, null, null);
        }

        var arguments = reader.List(expressions.Read);
        return arguments.Count is 3 ? new(arguments[0], arguments[1], arguments[2]) : throw reader.Unexpected();
    }

    private WaitForDelayStatement ReadWaitFor()
    {
        var line = reader.Take().Line;
        return reader.Accepts("DELAY") ? new(expressions.Read()) : throw SqlErrors.NotSupported($"WAITFOR {reader.Current.Value.ToUpperInvariant()}", line);
    }

    private Statement ReadExecute()
    {
        var line = reader.Take().Line;
        if (reader.AcceptsSymbol("("))
        {
            var text = expressions.Read();
            reader.ExpectSymbol(")");
            return reader.Sees("AT") || reader.Sees("AS")
                ? throw SqlErrors.NotSupported("EXECUTE … " + reader.Current.Value, line)
                : new ExecuteTextStatement(text);
        }

        if (reader.Sees("AS"))
        {
            throw SqlErrors.NotSupported("EXECUTE AS", line);
        }

        string? returnVariable = null;
        if (reader.Current.Kind is TokenKind.Variable)
        {
            returnVariable = reader.Take().Value;
            reader.ExpectSymbol("=");
        }

        return ReadProcedureCall(line, returnVariable);
    }

    private ProcedureArgument ReadArgument()
    {
        string? name = null;
        if (reader.Current.Kind is TokenKind.Variable && reader.Peek().IsSymbol("="))
        {
            name = reader.Take().Value;
            reader.Take();
        }

        if (reader.Accepts("DEFAULT"))
        {
            return new(name, null, false);
        }

        Expression value = reader.Current.Kind is TokenKind.QuotedName or TokenKind.Word && !reader.Sees("NULL")
            ? new LiteralExpression(reader.Name(), SqlType.SysName)
            : ReadSimple();
        return new(name, value, reader.Accepts("OUTPUT") || reader.Accepts("OUT"));
    }

    /// <summary>An argument is a constant or a variable, never an expression (102 in the product).</summary>
    private Expression ReadSimple()
    {
        var value = expressions.Read();
        return value is LiteralExpression or VariableExpression or SystemVariableExpression or UnaryExpression { Operator: "-", Operand: LiteralExpression }
            ? value
            : throw reader.Unexpected();
    }

    private KillStatement ReadKill()
    {
        reader.Take();
        return new(reader.Integer(), reader.Accepts("WITH", "STATUSONLY"));
    }

    private T Taken<T>(Func<T> rest)
    {
        reader.Take();
        return rest();
    }

    private CommitStatement ReadCommit()
    {
        reader.Take();
        if (!reader.Accepts("WORK") && (reader.Accepts("TRAN") || reader.Accepts("TRANSACTION")))
        {
            ReadTransactionName();
        }

        return new();
    }

    private SaveTransactionStatement ReadSave()
    {
        reader.Take();
        if (!reader.Accepts("TRAN"))
        {
            reader.Expect("TRANSACTION");
        }

        return new(ReadTransactionName() ?? throw reader.Unexpected());
    }

    private RollbackStatement ReadRollback()
    {
        reader.Take();
        return new(!reader.Accepts("WORK") && (reader.Accepts("TRAN") || reader.Accepts("TRANSACTION")) ? ReadTransactionName() : null);
    }
}

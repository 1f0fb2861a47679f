using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>USE.</summary>
internal sealed record UseStatement(string Database) : Statement;

/// <summary>SET of options that are ON or OFF.</summary>
internal sealed record SetOptionsStatement(IReadOnlyList<string> Options, bool On) : Statement;

/// <summary>SET of an option that takes a value: LOCK_TIMEOUT, TEXTSIZE, LANGUAGE …</summary>
internal sealed record SetValueStatement(string Option, Expression Value) : Statement;

/// <summary>SET TRANSACTION ISOLATION LEVEL.</summary>
internal sealed record SetIsolationLevelStatement(string Level) : Statement;

/// <summary>DECLARE of scalar variables.</summary>
internal sealed record DeclareStatement(IReadOnlyList<VariableDeclaration> Variables) : Statement;

/// <summary>A variable of a DECLARE.</summary>
internal sealed record VariableDeclaration(string Name, SqlType Type, Expression? Initial);

/// <summary>SET of a variable.</summary>
internal sealed record SetVariableStatement(string Name, Expression Value) : Statement;

/// <summary>IF … ELSE.</summary>
internal sealed record IfStatement(Expression Condition, Statement Then, Statement? Else) : Statement;

/// <summary>WHILE.</summary>
internal sealed record WhileStatement(Expression Condition, Statement Body) : Statement;

/// <summary>BEGIN … END.</summary>
internal sealed record BlockStatement(IReadOnlyList<Statement> Body) : Statement;

/// <summary>BREAK.</summary>
internal sealed record BreakStatement : Statement;

/// <summary>CONTINUE.</summary>
internal sealed record ContinueStatement : Statement;

/// <summary>RETURN.</summary>
internal sealed record ReturnStatement : Statement;

/// <summary>PRINT.</summary>
internal sealed record PrintStatement(Expression Value) : Statement;

/// <summary>RAISERROR. <paramref name="Log"/>: WITH LOG.</summary>
internal sealed record RaiseErrorStatement(
    Expression Message, Expression Severity, Expression State, IReadOnlyList<Expression> Arguments, bool Log) : Statement;

/// <summary>THROW; without a number it throws the caught error again.</summary>
internal sealed record ThrowStatement(Expression? Number, Expression? Message, Expression? State) : Statement;

/// <summary>BEGIN TRY … END TRY BEGIN CATCH … END CATCH.</summary>
internal sealed record TryStatement(IReadOnlyList<Statement> Body, IReadOnlyList<Statement> Catch) : Statement;

/// <summary>WAITFOR DELAY.</summary>
internal sealed record WaitForDelayStatement(Expression Delay) : Statement;

/// <summary>EXECUTE of a procedure.</summary>
internal sealed record ExecuteProcedureStatement(string? ReturnVariable, ObjectName Procedure, IReadOnlyList<ProcedureArgument> Arguments) : Statement;

/// <summary>An argument of EXECUTE. A null <paramref name="Value"/> is DEFAULT.</summary>
internal sealed record ProcedureArgument(string? Name, Expression? Value, bool Output);

/// <summary>EXECUTE of a text.</summary>
internal sealed record ExecuteTextStatement(Expression Text) : Statement;

/// <summary>KILL.</summary>
internal sealed record KillStatement(int SessionId, bool StatusOnly = false) : Statement;

/// <summary>SHUTDOWN.</summary>
internal sealed record ShutdownStatement(bool NoWait) : Statement;

/// <summary>RECONFIGURE.</summary>
internal sealed record ReconfigureStatement(bool WithOverride) : Statement;

/// <summary>CHECKPOINT.</summary>
internal sealed record CheckpointStatement : Statement;

/// <summary>BEGIN TRANSACTION.</summary>
internal sealed record BeginTransactionStatement(string? Name) : Statement;

/// <summary>COMMIT.</summary>
internal sealed record CommitStatement : Statement;

/// <summary>SAVE TRANSACTION.</summary>
internal sealed record SaveTransactionStatement(string Name) : Statement;

/// <summary>ROLLBACK; <paramref name="Name"/> is that of a savepoint or of the outermost transaction.</summary>
internal sealed record RollbackStatement(string? Name) : Statement;

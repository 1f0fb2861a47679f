using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.Engine.Sessions;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>A logged-in session: its database, its transaction, and the statements that concern the instance.</summary>
internal sealed partial class SqlSession : IClientSession, IStatementHandler
{
    private readonly Instance _instance;
    private readonly Personality _personality;
    private readonly LoginAccount _loginAtStart;
    private readonly SessionInfo _info;
    private readonly string _firstDatabase;
    private readonly BatchRunner _runner;
    private SessionState _state = new();
    private Transaction? _transaction;

    public SqlSession(Instance instance, Personality personality, LoginAccount login, SessionInfo info)
    {
        (_instance, _personality, _loginAtStart, _info, _firstDatabase) = (instance, personality, login, info, info.Database);
        _runner = new(this);
    }

    /// <inheritdoc/>
    public short SessionId => _info.Id;

    /// <inheritdoc/>
    public string Database => _info.Database;

    /// <inheritdoc/>
    public CancellationToken Killed => _info.Killed;

    /// <inheritdoc/>
    public async Task ExecuteAsync(string batch, IReadOnlyList<RpcParameter> parameters, IResultWriter writer, CancellationToken attention)
    {
        var context = new BatchContext(this, _state, writer);
        foreach (var parameter in parameters)
        {
            context.Declare(parameter.Name, parameter.Type, parameter.Value);
        }

        _info.Status = "running";
        _info.LastBatch = Time.GetUtcNow().UtcDateTime;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(attention, _info.Killed);
        try
        {
            await _runner.RunAsync(batch, context, either.Token);
        }
        finally
        {
            _info.Status = "sleeping";
            _info.Command = "";
        }

        foreach (var parameter in parameters.Where(parameter => parameter.IsOutput))
        {
            parameter.Value = context.GetVariable(parameter.Name);
        }
    }

    /// <inheritdoc/>
    public async Task<int> ExecuteProcedureAsync(string procedure, IReadOnlyList<RpcParameter> parameters, IResultWriter writer, CancellationToken attention)
    {
        var context = new BatchContext(this, _state, writer);
        var arguments = parameters.Select((parameter, i) => new EvaluatedArgument(
            parameter.Name.Length > 0 ? parameter.Name : null, parameter.Type, parameter.Value, parameter.IsOutput ? $"@{i}" : null)).ToArray();
        foreach (var (argument, parameter) in arguments.Zip(parameters).Where(pair => pair.Second.IsOutput))
        {
            context.Declare(argument.OutputVariable!, parameter.Type, parameter.Value);
        }

        try
        {
            var status = await ExecuteProcedureAsync(procedure.ToLowerInvariant(), arguments, context, attention);
            foreach (var (argument, parameter) in arguments.Zip(parameters).Where(pair => pair.Second.IsOutput))
            {
                parameter.Value = context.GetVariable(argument.OutputVariable!);
            }

            return status;
        }
        catch (SqlErrorException refusal)
        {
            foreach (var error in refusal.Errors)
            {
                await (error.Severity > 10 ? writer.ErrorAsync(error, attention) : writer.InfoAsync(error, attention));
            }

            return 1;
        }
    }

    /// <inheritdoc/>
    public ValueTask ResetAsync(bool keepTransaction, CancellationToken cancellationToken)
    {
        var count = keepTransaction ? _state.TransactionCount : 0;
        if (!keepTransaction)
        {
            AbandonTransaction();
        }

        _state = new() { TransactionCount = count };
        _info.Database = _firstDatabase;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        AbandonTransaction();
        _instance.Sessions.Close(_info);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        _info.Command = statement.GetType().Name.Replace("Statement", "", StringComparison.Ordinal).ToUpperInvariant();
        if (_state.IsDoomed && statement is not RollbackStatement)
        {
            throw SqlErrors.Doomed();
        }

        statement = Bind(statement, batch);
        RequirePermission(statement);
        switch (statement)
        {
            case UseStatement use:
                await UseAsync(use.Database, batch, attention);
                break;
            case BeginTransactionStatement or CommitStatement or RollbackStatement or SaveTransactionStatement:
                await ExecuteTransactionAsync(statement, batch, attention);
                break;
            case InsertStatement or UpdateStatement or DeleteStatement:
                await ExecuteDataAsync(statement, batch, attention);
                break;
            case CreateTableStatement or DropTableStatement or TruncateTableStatement or CreateIndexStatement or DropIndexStatement:
                await ExecuteTableAsync(statement, attention);
                break;
            case CreateUserStatement or AlterUserStatement or DropUserStatement or AlterRoleStatement { Server: false }:
                await ExecuteUserAsync(statement, attention);
                break;
            case CheckpointStatement:
                _instance.FindDatabase(Database)?.Checkpoint();
                break;
            default:
                await ExecuteServerAsync(statement, batch, attention);
                break;
        }
    }

    private async ValueTask UseAsync(string name, BatchContext batch, CancellationToken attention)
    {
        DatabaseAccess.Require(_instance, Login, name, _info);
        var from = _info.Database;
        _info.Database = _instance.FindDatabase(name)?.Name ?? name.ToLowerInvariant();
        await batch.Writer.DatabaseChangedAsync(from, _info.Database, attention);
        await batch.Writer.InfoAsync(new(5701, 10, 2, $"Changed database context to '{_info.Database}'."), attention);
    }

    private async ValueTask ExecuteServerAsync(Statement statement, BatchContext batch, CancellationToken attention)
    {
        switch (statement)
        {
            case KillStatement kill:
                Kill(kill);
                break;
            case ShutdownStatement shutdown:
                await ShutDownAsync(shutdown, batch, attention);
                break;
            case ReconfigureStatement:
                _instance.Reconfigure();
                break;
            case BackupStatement or RestoreStatement:
                await ExecuteBackupAsync(statement, batch, attention);
                break;
            case CreateDatabaseStatement or DropDatabaseStatement or AlterDatabaseStatement:
                await ExecuteDatabaseAsync(statement, batch, attention);
                break;
            case CreateAvailabilityGroupStatement or AlterAvailabilityGroupStatement or DropAvailabilityGroupStatement:
                await ExecuteGroupAsync(statement, attention);
                break;
            default:
                await ExecuteSecurityAsync(statement, batch, attention);
                break;
        }
    }

    private Database CurrentDatabase() => Instance.SystemDatabases.ContainsKey(Database)
        ? throw SqlErrors.NotSupported($"a table in {Database}")
        : _instance.GetDatabase(Database);
}

using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Instances;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Shipping;
using ChatDr.SqlServer.Statements;

namespace ChatDr.Operator.Failovers;

/// <summary>Does at an instance what was decided.</summary>
internal sealed class FailoverActor(InstanceEndpoints endpoints, ISqlConnector connector, LogRestorer restorer)
{
    /// <summary>KILL of a session that has ended by itself.</summary>
    private const int NoSuchSession = 6106;

    /// <summary>Acts.</summary>
    /// <exception cref="SqlServerException">The instance refused or went away; what was done shows in the next snapshot.</exception>
    public async Task ActAsync(FailoverDecision decision, FailoverSnapshot seen, CancellationToken cancellationToken)
    {
        var instance = seen.Instances.First(candidate => candidate.Metadata.Name == decision.Instance);
        var endpoint = endpoints.For(instance)
            ?? throw new SqlServerException($"{decision.Instance} has no address or no credentials.", [], isUnreachable: true);
        var database = seen.Pool!.Spec.Databases.First(candidate => candidate.Role == DatabaseRole.Chat).Name;
        await using var session = await connector.OpenAsync(endpoint, decision.Kind == FailoverActionKind.Write ? database : null, cancellationToken);
        switch (decision.Kind)
        {
            case FailoverActionKind.TakeTail:
                await EndSessionsAsync(session, database, cancellationToken);
                await SendAsync(session, decision.Statements!, cancellationToken);
                break;
            case FailoverActionKind.ApplyLogs:
                await restorer.ApplyRemainingAsync(session, seen.Shipping!.Spec.Path, database, cancellationToken);
                break;
            case FailoverActionKind.Recover or FailoverActionKind.Write:
                await SendAsync(session, decision.Statements!, cancellationToken);
                break;
            case null:
                break;
            default:
                throw new InvalidOperationException($"There is no action {decision.Kind}.");
        }
    }

    /// <summary>The tail wants the database for itself; chat servers are inactive, but their pooled connections may linger.</summary>
    private static async Task EndSessionsAsync(ISqlSession session, string database, CancellationToken cancellationToken)
    {
        foreach (var row in await session.QueryAsync(LoginStatements.SessionsIn(database), cancellationToken))
        {
            try
            {
                await session.ExecuteAsync(LoginStatements.Kill(row.Get<int>("session_id")), cancellationToken);
            }
            catch (SqlServerException gone) when (gone.Has(NoSuchSession))
            {
                continue;
            }
        }
    }

    private static async Task SendAsync(ISqlSession session, IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        foreach (var statement in statements)
        {
            await session.ExecuteAsync(statement, cancellationToken);
        }
    }
}

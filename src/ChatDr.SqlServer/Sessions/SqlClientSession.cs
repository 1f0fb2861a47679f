using System.Diagnostics;
using ChatDr.SqlServer.Statements;
using Microsoft.Data.SqlClient;

namespace ChatDr.SqlServer.Sessions;

/// <summary>A session over an open <see cref="SqlConnection"/>, which it owns. Cancelling sends an attention, so the server stops too.</summary>
internal sealed class SqlClientSession(SqlConnection connection, SqlEndpoint endpoint, Action? beforeEach) : ISqlSession
{
    private static readonly ActivitySource Activities = new("ChatDr.SqlServer");

    public Task<IReadOnlyList<string>> ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<string>>(statement, async command =>
        {
            List<string> messages = [];
            void Collect(object sender, SqlInfoMessageEventArgs message) => messages.Add(message.Message);
            connection.InfoMessage += Collect;
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
                return messages;
            }
            finally
            {
                connection.InfoMessage -= Collect;
            }
        }, cancellationToken);

    public Task<IReadOnlyList<SqlRow>> QueryAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<SqlRow>>(statement, async command =>
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            List<SqlRow> rows = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(Row(reader));
            }

            // Read to the end: an error after the first result set must not be missed.
            while (await reader.NextResultAsync(cancellationToken))
            {
            }

            return rows;
        }, cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static SqlRow Row(SqlDataReader reader)
    {
        var columns = new Dictionary<string, object?>(reader.FieldCount, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            columns[reader.GetName(i)] = reader.IsDBNull(i) ? null : reader.GetValue(i);
        }

        return new SqlRow(columns);
    }

    private async Task<T> RunAsync<T>(SqlStatement statement, Func<SqlCommand, Task<T>> run, CancellationToken cancellationToken)
    {
        beforeEach?.Invoke();
        using var activity = Activities.StartActivity("sql", ActivityKind.Client);
        activity?.SetTag("server.address", endpoint.Host).SetTag("server.port", endpoint.Port).SetTag("db.query.text", statement.Display);
        await using var command = new SqlCommand(statement.Text, connection)
        {
            CommandTimeout = Math.Max(1, (int)Math.Ceiling(statement.Timeout.TotalSeconds)),
        };
        try
        {
            return await run(command);
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            if (SqlClientErrors.Translate(failure, $"running {statement.Brief} on {endpoint}", cancellationToken) is { } translated)
            {
                throw translated;
            }

            throw;
        }
    }
}

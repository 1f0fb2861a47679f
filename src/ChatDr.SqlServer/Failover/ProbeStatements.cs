using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Failover;

/// <summary>The write that proves that a database serves. Its row names the order, so that one that was written before is found again.</summary>
public static class ProbeStatements
{
    /// <summary>Writes the row of <paramref name="order"/>.</summary>
    public static IReadOnlyList<SqlStatement> Write(string order) =>
    [
        new(
            "IF OBJECT_ID(N'dbo.__chatdr_probe') IS NULL "
                + "CREATE TABLE dbo.__chatdr_probe (id nvarchar(64) NOT NULL PRIMARY KEY, written_at datetime2 NOT NULL DEFAULT SYSUTCDATETIME());")
        {
            IsIdempotent = true,
        },
        new($"DELETE FROM dbo.__chatdr_probe WHERE id = {SqlQuote.Text(order)};") { IsIdempotent = true },
        new($"INSERT INTO dbo.__chatdr_probe (id) VALUES ({SqlQuote.Text(order)});"),
    ];
}

using ChatDr.Tests.Shared.Pairs;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Benchmarks.Measures;

/// <summary>Grows a database's log without growing its tables: updates the same rows again and again.</summary>
internal static class LogFiller
{
    /// <summary>Makes the table.</summary>
    public const string CreateTable = "CREATE TABLE dbo.filler (id int NOT NULL PRIMARY KEY, body nvarchar(4000) NOT NULL);";

    private const int Writers = 4;
    private const int RowsOfATransaction = 8;
    private const int Characters = 4000;
    private const int BytesOfATransaction = RowsOfATransaction * Characters * 2;

    /// <summary>Writes about so many bytes of log. A character takes as many bytes in a log as its encoding does; two are reckoned with.</summary>
    public static async Task FillAsync(InstanceProcess instance, long bytes)
    {
        var transactions = bytes / BytesOfATransaction / Writers;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            await using var connection = await instance.OpenAsync(ReplicatedPair.Database);
            var (first, last) = (writer * RowsOfATransaction, ((writer + 1) * RowsOfATransaction) - 1);
            for (var id = first; id <= last; id++)
            {
                await RunAsync(connection, $"INSERT INTO dbo.filler (id, body) VALUES ({id}, N'');");
            }

            for (var i = 0L; i < transactions; i++)
            {
                var body = new string((char)('\u0430' + (i % 32)), Characters);
                await RunAsync(connection, $"UPDATE dbo.filler SET body = N'{body}' WHERE id BETWEEN {first} AND {last};");
            }
        }));
    }

    /// <summary>Runs a batch however long it takes.</summary>
    public static async Task RunAsync(SqlConnection connection, string batch)
    {
        await using var command = new SqlCommand(batch, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}

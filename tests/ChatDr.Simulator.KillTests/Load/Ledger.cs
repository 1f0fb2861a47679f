using System.Globalization;
using System.Text;
using ChatDr.Tests.Shared.Pairs;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.KillTests.Load;

/// <summary>What dbo.ledger must hold, told by what the clients were told. Each copy that comes to serve is compared with it, row for row.</summary>
internal sealed class Ledger
{
    /// <summary>Makes the table.</summary>
    public const string CreateTable =
        "CREATE TABLE dbo.ledger (repetition int NOT NULL, writer int NOT NULL, number int NOT NULL, body nvarchar(200) NOT NULL, "
        + "CONSTRAINT pk_ledger PRIMARY KEY (repetition, writer, number));";

    private const int ShownRows = 20;
    private readonly Lock _gate = new();
    private readonly List<LedgerTransaction> _transactions = [];

    /// <summary>How many rows are certain.</summary>
    public int Acknowledged
    {
        get
        {
            lock (_gate)
            {
                return _transactions.Where(transaction => transaction.IsAcknowledged).Sum(transaction => transaction.Rows.Count);
            }
        }
    }

    /// <summary>A client is about to send this.</summary>
    public void Intend(LedgerTransaction transaction)
    {
        lock (_gate)
        {
            _transactions.Add(transaction);
        }
    }

    /// <summary>The server acknowledged it.</summary>
    public void Acknowledge(LedgerTransaction transaction)
    {
        lock (_gate)
        {
            transaction.IsAcknowledged = true;
        }
    }

    /// <summary>
    /// Compares a serving copy with what was acknowledged, while nobody writes. A transaction without an answer is settled by what is found: from
    /// now on it must be in every copy, or in none.
    /// </summary>
    /// <returns>What is wrong; empty when the copy is right.</returns>
    public async Task<string> CompareAsync(InstanceProcess principal)
    {
        var found = await ReadAsync(principal);
        var wrong = new StringBuilder();
        lock (_gate)
        {
            var expected = Rows(_ => true).ToHashSet();
            Report(wrong, "acknowledged but missing", Rows(transaction => transaction.IsAcknowledged).Where(row => !found.Contains(row)));
            Report(wrong, "present but never inserted, or with another body", found.Where(row => !expected.Contains(row)));
            Report(wrong, "of a transaction of which only a part is present", Rows(transaction => IsTorn(transaction, found)));
            _transactions.RemoveAll(transaction => !transaction.IsAcknowledged && !found.Contains(transaction.Rows[0]));
            _transactions.ForEach(transaction => transaction.IsAcknowledged = true);
        }

        return wrong.ToString();
    }

    /// <summary>Deletes what is older than <paramref name="repetition"/>, so that a comparison costs the same in every repetition.</summary>
    public async Task ForgetBeforeAsync(InstanceProcess principal, int repetition)
    {
        await principal.ExecuteAsync($"DELETE FROM dbo.ledger WHERE repetition < {repetition};", ReplicatedPair.Database);
        lock (_gate)
        {
            _transactions.RemoveAll(transaction => transaction.Rows[0].Repetition < repetition);
        }
    }

    private IEnumerable<LedgerRow> Rows(Func<LedgerTransaction, bool> choose) => _transactions.Where(choose).SelectMany(transaction => transaction.Rows);

    private static bool IsTorn(LedgerTransaction transaction, HashSet<LedgerRow> found) =>
        transaction.Rows.Count(found.Contains) is var present && present > 0 && present < transaction.Rows.Count;

    private static void Report(StringBuilder wrong, string what, IEnumerable<LedgerRow> rows)
    {
        var all = rows.ToArray();
        if (all.Length > 0)
        {
            var shown = string.Join(", ", all.Take(ShownRows).Select(row => $"{row}"));
            wrong.Append(CultureInfo.InvariantCulture, $"{all.Length} rows {what}: {shown}{(all.Length > ShownRows ? ", …" : "")}. ");
        }
    }

    private static async Task<HashSet<LedgerRow>> ReadAsync(InstanceProcess principal)
    {
        await using var connection = await principal.OpenAsync(ReplicatedPair.Database);
        await using var command = new SqlCommand("SELECT repetition, writer, number, body FROM dbo.ledger;", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new HashSet<LedgerRow>();
        while (await reader.ReadAsync())
        {
            var row = new LedgerRow(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetString(3));
            rows.Add(row).ShouldBeTrue("the primary key keeps rows apart");
        }

        return rows;
    }
}

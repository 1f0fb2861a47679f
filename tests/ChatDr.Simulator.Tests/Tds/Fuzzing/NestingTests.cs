using ChatDr.Simulator.Tests.Hosting;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Tds.Fuzzing;

/// <summary>Statements nested so deeply that a parser or an evaluation that recurses would take the process down.</summary>
public sealed class NestingTests : IDisposable
{
    private static readonly int[] Depths = [100, 1_500, 4_000, 10_000, 40_000];

    /// <summary>What comes first, what is repeated, what is innermost, what closes.</summary>
    private static readonly (string Prefix, string Opening, string Middle, string Closing)[] Shapes =
    [
        ("SELECT ", "(", "1", ")"),
        ("DECLARE @x int = 1; SELECT @x", " + @x", "", ""),
        ("SELECT 1 WHERE ", "NOT ", "1 = 1", ""),
        ("SELECT ", "- ", "1", ""),
        ("SELECT 1 WHERE 1 = 1", " AND 1 = 1", "", ""),
        ("", "BEGIN ", "SELECT 1 ", "END "),
        ("", "IF 1 = 1 ", "SELECT 1", ""),
        ("", "BEGIN TRY ", "SELECT 1 ", "END TRY BEGIN CATCH END CATCH "),
        ("SELECT * FROM ", "(SELECT * FROM ", "sys.databases", ") x"),
        ("SELECT 1 WHERE ", "EXISTS (SELECT 1 WHERE ", "1 = 1", ")"),
        ("SELECT ", "CASE WHEN 1 = 1 THEN ", "1", " END"),
        ("", "/*", " nothing ", "*/"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sim-nesting-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Statement_NestedWithoutEnd_IsAnsweredWhateverItsDepth()
    {
        await using var program = SimulatorProcess.Start(_folder);
        await using var connection = await program.OpenAsync("Encrypt=Optional");
        foreach (var (prefix, opening, middle, closing) in Shapes)
        {
            foreach (var depth in Depths)
            {
                var statement = prefix + string.Concat(Enumerable.Repeat(opening, depth)) + middle + string.Concat(Enumerable.Repeat(closing, depth));
                await using var command = new SqlCommand(statement, connection) { CommandTimeout = 60 };
                try
                {
                    await command.ExecuteNonQueryAsync();
                }
                catch (SqlException refused)
                {
                    refused.Number.ShouldBeOneOf([191, 40510], $"{opening} {depth} times");
                }
            }
        }

        await using var after = new SqlCommand("SELECT 1", connection);
        (await after.ExecuteScalarAsync()).ShouldBe(1);
    }
}

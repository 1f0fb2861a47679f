namespace ChatDr.Simulator.Tests.TSql.Execution;

public class BatchRunnerTests
{
    [Theory]
    [InlineData("SELECT 1 + 2 * 3", "7")]
    [InlineData("SELECT 7 / 2, 7.0 / 2, 7 % 4, -3", "3|3.5|3|-3")]
    [InlineData("SELECT 'a' + N'b', CONCAT('x', NULL, 1)", "ab|x1")]
    [InlineData("SELECT CASE WHEN 1 = 2 THEN 'x' ELSE 'y' END, CASE 3 WHEN 3 THEN 'three' END", "y|three")]
    [InlineData("SELECT CAST('12' AS int), TRY_CAST('x' AS int), CONVERT(varchar(10), 0x0A, 1)", "12|NULL|0x0A")]
    [InlineData("SELECT ISNULL(NULL, 'd'), COALESCE(NULL, NULL, 5), NULLIF(1, 1)", "d|5|NULL")]
    [InlineData("SELECT LEN('ab '), DATALENGTH(N'ab'), UPPER('x'), SUBSTRING('hello', 2, 3), CHARINDEX('l', 'hello')", "2|4|X|ell|3")]
    [InlineData("SELECT QUOTENAME('a]b'), REPLACE('aXa', 'x', '-'), LEFT('abc', 2), RIGHT('abc', 2)", "[a]]b]|a-a|ab|bc")]
    [InlineData("SELECT DATEDIFF(minute, '2026-01-01 00:00:59', '2026-01-01 00:01:00'), DATEDIFF(day, '20260101', '20260103')", "1|2")]
    [InlineData("SELECT name FROM rooms WHERE name = 'BLUE  '", "Blue")]
    [InlineData("SELECT id FROM rooms WHERE NOT name = 'red'", "2")]
    [InlineData("SELECT id FROM rooms WHERE name IS NULL", "3")]
    [InlineData("SELECT id FROM rooms WHERE id NOT IN (1, NULL)", "")]
    [InlineData("SELECT id FROM rooms WHERE name LIKE N'[^r]l%'", "2")]
    [InlineData("SELECT TOP (2) id FROM rooms ORDER BY id DESC", "3;2")]
    [InlineData("SELECT id FROM rooms ORDER BY id OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY", "2")]
    [InlineData("SELECT r.id, COUNT(m.seq) n FROM rooms r LEFT JOIN messages m ON m.room_id = r.id GROUP BY r.id ORDER BY n DESC, r.id", "1|2;2|1;3|0")]
    [InlineData("SELECT room_id FROM messages GROUP BY room_id HAVING COUNT(*) > 1", "1")]
    [InlineData("SELECT COUNT(*), MIN(seq), MAX(body), SUM(seq), AVG(seq) FROM messages", "3|1|c|6|2")]
    [InlineData("SELECT COUNT(*) FROM messages WHERE 1 = 0", "0")]
    [InlineData("SELECT id FROM rooms r WHERE EXISTS (SELECT * FROM messages WHERE room_id = r.id) ORDER BY id", "1;2")]
    [InlineData("SELECT (SELECT MAX(seq) FROM messages m WHERE m.room_id = r.id) FROM rooms r ORDER BY r.id", "2;3;NULL")]
    [InlineData("SELECT DISTINCT room_id FROM messages ORDER BY 1", "1;2")]
    [InlineData("SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 2", "1;1;2")]
    [InlineData("SELECT 1 AS a UNION SELECT 1 UNION SELECT 2 ORDER BY a DESC", "2;1")]
    [InlineData("SELECT v.a FROM (VALUES (1), (2)) AS v(a) WHERE v.a > 1", "2")]
    [InlineData("SELECT d.x FROM (SELECT id AS x FROM rooms) AS d WHERE d.x BETWEEN 2 AND 3", "2;3")]
    [InlineData("DECLARE @s int = 0, @i int = 0; WHILE @i < 10 BEGIN SET @i += 1; IF @i = 3 CONTINUE; IF @i > 5 BREAK; SET @s += @i END SELECT @s", "12")]
    [InlineData("DECLARE @n int; SELECT @n = COUNT(*) FROM rooms; SELECT @n, @@ROWCOUNT", "3|1")]
    [InlineData("BEGIN TRY SELECT 1/0 END TRY BEGIN CATCH SELECT ERROR_NUMBER(), ERROR_LINE() END CATCH", "8134|1")]
    [InlineData("DECLARE @o int; EXEC sp_executesql N'SET @x = @y * 2', N'@x int OUTPUT, @y int', @y = 21, @x = @o OUTPUT; SELECT @o", "42")]
    [InlineData("EXEC('SELECT 5')", "5")]
    [InlineData("SELECT 1 RETURN SELECT 2", "1")]
    public async Task Run_Batch_GivesRows(string text, string expected)
    {
        var result = await SmallWorld.RunAsync(text);

        result.Errors.ShouldBeEmpty();
        string.Join(';', result.Rows.Select(row => string.Join('|', row.Select(Show)))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("SELECT * FROM nowhere SELECT 1", 208, 0)]
    [InlineData("SELECT nothing FROM rooms SELECT 1", 207, 0)]
    [InlineData("SELECT x.id FROM rooms r", 4104, 0)]
    [InlineData("SELECT id FROM rooms r JOIN rooms s ON r.id = s.id", 209, 0)]
    [InlineData("SELECT name, COUNT(*) FROM rooms GROUP BY id", 8120, 0)]
    [InlineData("SELECT CAST('x' AS int) SELECT 1", 245, 0)]
    [InlineData("SELECT @missing", 137, 0)]
    [InlineData("SELECT 5 WHERE 1", 4145, 0)]
    [InlineData("DECLARE @a int = 1/0 SELECT 1", 8134, 1)]
    [InlineData("SET XACT_ABORT ON DECLARE @a int = 1/0 SELECT 1", 8134, 0)]
    [InlineData("RAISERROR('no %s', 16, 2, 'way') SELECT 1", 50000, 1)]
    [InlineData("THROW 50001, 'x', 1; SELECT 1", 50001, 0)]
    [InlineData("EXEC no_such_procedure SELECT 1", 2812, 1)]
    [InlineData("SELECT (SELECT id FROM rooms)", 512, 0)]
    [InlineData("SELECT frobnicate(1)", 195, 0)]
    [InlineData("SELECT 2147483647 + 1", 8115, 0)]
    [InlineData("SELECT 1; SELECT FROM", 156, 0)]
    public async Task Run_Error_EndsStatementOrBatchAsTheProduct(string text, int number, int rowsAfterwards)
    {
        var result = await SmallWorld.RunAsync(text);

        result.Errors.ShouldHaveSingleItem().Number.ShouldBe(number);
        result.Rows.Count.ShouldBe(rowsAfterwards);
    }

    [Fact]
    public async Task Run_Print_IsAMessageOfSeverityZero()
    {
        var result = await SmallWorld.RunAsync("PRINT N'hello ' + CAST(1 AS nvarchar(5)); RAISERROR('note', 10, 1)");

        result.Infos.Select(info => (info.Message, info.Severity)).ShouldBe([("hello 1", (byte)0), ("note", (byte)10)]);
    }

    [Fact]
    public async Task Run_ThrowInCatch_RethrowsTheCaughtError()
    {
        var result = await SmallWorld.RunAsync("BEGIN TRY SELECT 1/0 END TRY BEGIN CATCH THROW; END CATCH SELECT 1");

        result.Errors.ShouldHaveSingleItem().Number.ShouldBe(8134);
        result.Rows.ShouldBeEmpty();
    }

    private static string Show(object? value) => value switch
    {
        null => "NULL",
        decimal number => (number / 1.000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}

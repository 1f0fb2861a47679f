namespace ChatDr.Simulator.Tests.TSql.Language;

/// <summary>Variables, control of flow, errors and transactions (Microsoft Learn, "Control-of-flow", "TRY...CATCH", "Transactions").</summary>
public sealed class FlowLanguageTests(LanguageFixture language) : IClassFixture<LanguageFixture>
{
    [Theory]
    [InlineData("DECLARE @a int = 1, @b varchar(3) = 'abcdef'; SET @a += 2; SELECT @a, @b", "3, abc")]
    [InlineData("DECLARE @a int; SELECT @a; SELECT @a = id FROM dept ORDER BY id; SELECT @a", "NULL / 3")]
    [InlineData("DECLARE @a int = 7; SELECT @a = id FROM dept WHERE 1 = 2; SELECT @a, @@ROWCOUNT", "7, 0")]
    [InlineData("DECLARE @a int = (SELECT MAX(id) FROM dept); SELECT @a", "3")]
    [InlineData("SET @a = 1", "!137")]
    [InlineData("SELECT @a", "!137")]
    [InlineData("DECLARE @a int; DECLARE @A int", "!134")]
    [InlineData("DECLARE @a int; SELECT @a = 1, 2", "!141")]
    [InlineData("DECLARE @a int = 'x'", "!245")]
    [InlineData("IF 1 = 2 SELECT 1 ELSE IF 2 = 2 SELECT 2 ELSE SELECT 3", "2")]
    [InlineData("IF EXISTS (SELECT * FROM dept WHERE id = 9) SELECT 'yes' ELSE BEGIN SELECT 'no' END", "no")]
    [InlineData("DECLARE @i int = 0; WHILE @i < 5 BEGIN SET @i += 1; IF @i = 2 CONTINUE; IF @i = 4 BREAK; SELECT @i END", "1 / 3")]
    [InlineData("SELECT 1; RETURN; SELECT 2", "1")]
    [InlineData("SELECT 1 -- note\n/* a /* nested */ note */ SELECT 2;;", "1 / 2")]
    [InlineData("SELECT 1 /* open", "!113")]
    [InlineData("SELECT 'open", "!105")]
    [InlineData("SELEC 1", "!2812")]
    [InlineData("SELECT 1; SELEC 2", "!102")]
    [InlineData("SELECT FROM dept", "!156")]
    [InlineData("SELECT 1; SELECT * FROM nowhere; SELECT 2", "1 !208")]
    [InlineData("SELECT 1 / 0; SELECT @@ERROR", "8134 !8134")]
    [InlineData("SELECT 1 / 0; SELECT 2; SELECT @@ERROR", "2 / 0 !8134")]
    [InlineData("SELECT CAST('x' AS int); SELECT 2", "!245")]
    [InlineData("EXEC('SELECT 1; SELECT id FROM dept WHERE id = 2')", "1 / 2")]
    [InlineData("DECLARE @q nvarchar(50) = N'SELECT 5'; EXEC (@q + N' + 1')", "6")]
    [InlineData("EXEC no_such_procedure", "!2812")]
    [InlineData("EXEC sp_executesql N'SELECT title FROM dept WHERE id = @id', N'@id int', @id = 2", "Support")]
    [InlineData("DECLARE @n int; EXEC sp_executesql N'SELECT @n = COUNT(*) FROM dept', N'@n int OUTPUT', @n = @n OUTPUT; SELECT @n", "3")]
    [InlineData("EXEC sp_executesql N'SELECT @a + @b', N'@a int, @b int', 1, 2", "3")]
    [InlineData("EXEC sp_executesql N'SELECT @a', N'@a int'", "!8178")]
    [InlineData("DECLARE @v int = 1; EXEC('SELECT @v')", "!137")]
    [InlineData("USE nowhere", "!911")]
    [InlineData("SET DATEFIRST 1; SELECT @@DATEFIRST, DATEPART(weekday, '2026-11-20')", "1, 5")]
    [InlineData("SET NOCOUNT ON; SET LOCK_TIMEOUT 1000; SELECT @@LOCK_TIMEOUT", "1000")]
    [InlineData("SET QUOTED_IDENTIFIER OFF; EXEC('SELECT \"text\"')", "text")]
    [InlineData("SET QUOTED_IDENTIFIER ON; SELECT \"title\" FROM dept WHERE \"id\" = 1", "Sales")]
    public async Task Batch_Answers(string batch, string expected) => (await language.AnswerAsync(batch)).ShouldBe(expected, batch);

    [Theory]
    [InlineData("BEGIN TRY SELECT 1 / 0 END TRY BEGIN CATCH SELECT ERROR_NUMBER(), ERROR_SEVERITY(), ERROR_STATE(), ERROR_LINE() END CATCH", "8134, 16, 1, 1")]
    [InlineData("BEGIN TRY SELECT 1 END TRY BEGIN CATCH SELECT 2 END CATCH; SELECT ERROR_NUMBER()", "1 / NULL")]
    [InlineData("BEGIN TRY INSERT dept VALUES (1, 'x') END TRY BEGIN CATCH THROW END CATCH; SELECT 2", "!2627")]
    [InlineData("BEGIN TRY THROW 50001, 'mine', 7 END TRY BEGIN CATCH SELECT ERROR_NUMBER(), ERROR_MESSAGE(), ERROR_STATE() END CATCH", "50001, mine, 7")]
    [InlineData(
        "BEGIN TRY BEGIN TRY SELECT 1 / 0 END TRY BEGIN CATCH THROW 60000, 'inner', 1 END CATCH END TRY BEGIN CATCH SELECT ERROR_NUMBER() END CATCH", "60000")]
    [InlineData("THROW 50001, 'mine', 1; SELECT 2", "!50001")]
    [InlineData("THROW 40000, 'low', 1", "!35100")]
    [InlineData("THROW", "!10704")]
    [InlineData("RAISERROR('bad %s %d', 16, 1, 'luck', 7); SELECT @@ERROR", "50000 !50000")]
    [InlineData("RAISERROR('note', 10, 1); SELECT @@ERROR", "0")]
    [InlineData("RAISERROR('grave', 19, 1)", "!2754")]
    [InlineData("RAISERROR(50123, 16, 1)", "!18054")]
    [InlineData("RAISERROR(123, 16, 1)", "!2732")]
    [InlineData("BEGIN TRY RAISERROR('x', 16, 3) END TRY BEGIN CATCH SELECT ERROR_MESSAGE(), ERROR_STATE() END CATCH", "x, 3")]
    [InlineData("BEGIN TRY EXEC('SELECT nothing FROM dept') END TRY BEGIN CATCH SELECT ERROR_NUMBER() END CATCH", "207")]
    public async Task Error_Answers(string batch, string expected) => (await language.AnswerAsync(batch)).ShouldBe(expected, batch);

    [Theory]
    [InlineData("BEGIN TRAN; BEGIN TRANSACTION named; SELECT @@TRANCOUNT; COMMIT; SELECT @@TRANCOUNT; COMMIT TRAN; SELECT @@TRANCOUNT", "2 / 1 / 0")]
    [InlineData("BEGIN TRAN; BEGIN TRAN; ROLLBACK; SELECT @@TRANCOUNT", "0")]
    [InlineData("COMMIT", "!3902")]
    [InlineData("ROLLBACK", "!3903")]
    [InlineData("BEGIN TRAN; DELETE staff; SELECT COUNT(*) FROM staff; ROLLBACK; SELECT COUNT(*) FROM staff", "0 / 4")]
    [InlineData(
        "BEGIN TRAN; UPDATE dept SET title = 'a' WHERE id = 1; SAVE TRAN s; UPDATE dept SET title = 'b' WHERE id = 1; ROLLBACK TRAN s; SELECT title, @@TRANCOUNT FROM dept WHERE id = 1",
        "a, 1")]
    [InlineData("BEGIN TRAN; SAVE TRANSACTION s; DELETE staff; ROLLBACK TRANSACTION s; SELECT COUNT(*), @@TRANCOUNT FROM staff; ROLLBACK; SELECT @@TRANCOUNT",
        "4, 1 / 0")]
    [InlineData("BEGIN TRAN outerone; BEGIN TRAN innerone; ROLLBACK TRAN outerone; SELECT @@TRANCOUNT", "0")]
    [InlineData("BEGIN TRAN; ROLLBACK TRAN nosuch", "!6401")]
    [InlineData("SAVE TRAN s", "!628")]
    [InlineData("BEGIN TRAN; INSERT dept VALUES (1, 'x'); SELECT @@TRANCOUNT", "1 !2627")]
    [InlineData("SET XACT_ABORT ON; BEGIN TRAN; INSERT dept VALUES (1, 'x'); SELECT @@TRANCOUNT", "!2627")]
    [InlineData(
        "SET XACT_ABORT ON; BEGIN TRY BEGIN TRAN; INSERT dept VALUES (1, 'x') END TRY BEGIN CATCH SELECT XACT_STATE(); ROLLBACK; SELECT XACT_STATE() END CATCH",
        "-1 / 0")]
    [InlineData("BEGIN TRY BEGIN TRAN; INSERT dept VALUES (1, 'x') END TRY BEGIN CATCH SELECT XACT_STATE(); ROLLBACK END CATCH", "1")]
    [InlineData("BEGIN TRAN; DECLARE @a int = CAST('x' AS int); SELECT 1", "!245")]
    public async Task Transaction_Answers(string batch, string expected) => (await language.AnswerAsync(batch)).ShouldBe(expected, batch);

    [Fact]
    public async Task Print_GoesToTheClientAsInformation()
    {
        var result = await language.RunAsync("PRINT 'hello ' + CAST(5 AS varchar(5)); RAISERROR('note %i', 0, 1, 7) WITH NOWAIT");

        result.Infos.Select(info => info.Message).ShouldBe(["hello 5", "note 7"]);
        result.Errors.ShouldBeEmpty();
    }
}

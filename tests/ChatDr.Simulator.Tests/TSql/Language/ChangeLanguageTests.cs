namespace ChatDr.Simulator.Tests.TSql.Language;

/// <summary>What INSERT, UPDATE, DELETE and table definitions do (Microsoft Learn, the statements' pages). What a case leaves open is rolled back.</summary>
public sealed class ChangeLanguageTests(LanguageFixture language) : IClassFixture<LanguageFixture>
{
    [Theory]
    [InlineData("INSERT staff (name) VALUES (N'Eve'); SELECT @@ROWCOUNT, name, dept FROM staff WHERE id = SCOPE_IDENTITY()", "1, Eve, NULL")]
    [InlineData("INSERT INTO staff (name, pay) OUTPUT inserted.name, inserted.pay VALUES (N'Eve', 1.005), (N'Fay', NULL)", "Eve, 1.01 / Fay, NULL")]
    [InlineData("INSERT staff (name, dept) SELECT title, id FROM dept; SELECT @@ROWCOUNT", "3")]
    [InlineData("INSERT dept VALUES (1, 'Twice')", "!2627")]
    [InlineData("INSERT dept VALUES (4, 'New'), (1, 'Twice'); SELECT COUNT(*) FROM dept", "3 !2627")]
    [InlineData("INSERT dept (id) VALUES (4)", "!515")]
    [InlineData("INSERT dept VALUES (4, NULL)", "!515")]
    [InlineData("INSERT dept VALUES (4)", "!213")]
    [InlineData("INSERT dept (id, title) VALUES (4)", "!109")]
    [InlineData("INSERT dept (id, title) VALUES (4, 'x', 1)", "!110")]
    [InlineData("INSERT dept (id, title, id) VALUES (4, 'x', 5)", "!264")]
    [InlineData("INSERT dept (id, name) VALUES (4, 'x')", "!207")]
    [InlineData("INSERT dept (id, title) SELECT 4", "!120")]
    [InlineData("INSERT dept (id, title) SELECT 4, 'x', 5", "!121")]
    [InlineData("INSERT dept VALUES (4, 'longer than twenty characters')", "!2628")]
    [InlineData("INSERT dept VALUES ('x', 'New')", "!245")]
    [InlineData("INSERT dept VALUES (3000000000, 'New')", "!8115")]
    [InlineData("INSERT staff (id, name) VALUES (9, N'x')", "!544")]
    [InlineData("INSERT staff VALUES (9, N'x', NULL, NULL, NULL)", "!8101")]
    [InlineData("INSERT staff (pay) VALUES (12345678.00)", "!8115")]
    [InlineData("INSERT nowhere VALUES (1)", "!208")]
    [InlineData("INSERT sys.databases (name) VALUES (N'x')", "!259")]
    [InlineData("UPDATE staff SET pay = pay * 2, name = UPPER(name) WHERE dept = 1; SELECT @@ROWCOUNT; SELECT name, pay FROM staff WHERE dept = 1",
        "2 / ANN, 201.00 / BOB, 400.00")]
    [InlineData("UPDATE staff SET pay += 1 OUTPUT deleted.pay, inserted.pay WHERE id = 1", "100.50, 101.50")]
    [InlineData("UPDATE s SET name = d.title FROM staff s JOIN dept d ON d.id = s.dept WHERE s.id = 3; SELECT name FROM staff WHERE id = 3", "Support")]
    [InlineData("UPDATE TOP (1) staff SET dept = 9; SELECT COUNT(*) FROM staff WHERE dept = 9", "1")]
    [InlineData("UPDATE staff SET id = 9", "!8102")]
    [InlineData("UPDATE dept SET id = 1 WHERE id = 2", "!2627")]
    [InlineData("UPDATE dept SET title = NULL", "!515")]
    [InlineData("UPDATE dept SET title = 'a', title = 'b'", "!264")]
    [InlineData("UPDATE dept SET id = id + 1; SELECT id FROM dept ORDER BY id", "2 / 3 / 4")]
    [InlineData("UPDATE dept SET nothing = 1", "!207")]
    [InlineData("UPDATE dept SET id = 1 / 0", "!8134")]
    [InlineData("DELETE staff WHERE pay IS NULL; SELECT @@ROWCOUNT; DELETE FROM staff; SELECT COUNT(*) FROM staff", "1 / 0")]
    [InlineData("DELETE TOP (2) FROM staff; SELECT COUNT(*) FROM staff", "2")]
    [InlineData("DELETE d OUTPUT deleted.title FROM dept d LEFT JOIN staff s ON s.dept = d.id WHERE s.id IS NULL", "Empty")]
    [InlineData("DELETE FROM dept WHERE id IN (SELECT dept FROM staff); SELECT title FROM dept", "Empty")]
    public async Task Change_Answers(string batch, string expected) => (await language.AnswerAsync("BEGIN TRANSACTION; " + batch)).ShouldBe(expected, batch);

    [Theory]
    [InlineData(
        "CREATE TABLE t1 (a int DEFAULT 5, b varchar(5) NOT NULL DEFAULT 'x', c datetime2 DEFAULT SYSUTCDATETIME()); INSERT t1 DEFAULT VALUES; INSERT t1 (a) VALUES (DEFAULT); SELECT a, b FROM t1",
        "5, x / 5, x")]
    [InlineData("CREATE TABLE t2 (a int IDENTITY(10, 5), b int); INSERT t2 VALUES (1), (2); SELECT a FROM t2; SELECT @@IDENTITY, IDENT_CURRENT('t2')",
        "10 / 15 / 15, 15")]
    [InlineData("CREATE TABLE t3 (a int); CREATE TABLE t3 (b int)", "!2714")]
    [InlineData("CREATE TABLE t4 (a int, A int)", "!2705")]
    [InlineData("CREATE TABLE t5 (a int PRIMARY KEY, b int PRIMARY KEY)", "!8110")]
    [InlineData("CREATE TABLE t6 (a int NULL PRIMARY KEY)", "!8111")]
    [InlineData("CREATE TABLE t7 (a int IDENTITY, b int IDENTITY)", "!2744")]
    [InlineData("CREATE TABLE t8 (a varchar(10) IDENTITY)", "!2749")]
    [InlineData("CREATE TABLE t9 (a nosuch)", "!2715")]
    [InlineData("CREATE TABLE t10 (a int, b int, CONSTRAINT uq UNIQUE (a, b)); INSERT t10 VALUES (1, 1), (1, 2); INSERT t10 VALUES (1, 1)", "!2627")]
    [InlineData("CREATE TABLE t11 (a int NULL UNIQUE); INSERT t11 VALUES (NULL); INSERT t11 VALUES (NULL)", "!2627")]
    [InlineData("CREATE TABLE t12 (a int); INSERT t12 VALUES (1), (1); CREATE UNIQUE INDEX i ON t12 (a)", "!1505")]
    [InlineData("CREATE TABLE t13 (a int); CREATE UNIQUE INDEX i ON t13 (a); INSERT t13 VALUES (1); INSERT t13 VALUES (1)", "!2601")]
    [InlineData("CREATE TABLE t14 (a int IDENTITY); INSERT t14 DEFAULT VALUES; TRUNCATE TABLE t14; INSERT t14 DEFAULT VALUES; SELECT a FROM t14", "1")]
    [InlineData("DROP TABLE nowhere", "!3701")]
    [InlineData("DROP TABLE IF EXISTS nowhere; SELECT 1", "1")]
    [InlineData("CREATE TABLE t15 (a int CHECK (a > 0))", "!40510")]
    [InlineData("CREATE TABLE t16 (a int REFERENCES dept (id))", "!40510")]
    [InlineData("CREATE TABLE t17 (a int, b AS a + 1)", "!40510")]
    [InlineData(
        "CREATE TABLE t18 (u uniqueidentifier DEFAULT NEWID() PRIMARY KEY, d decimal(10, 3), m money); INSERT t18 (d, m) VALUES (1.23456, 2.5); SELECT d, m FROM t18",
        "1.235, 2.5000")]
    [InlineData(
        "CREATE TABLE t19 (a datetime2(0), b time(0), c datetimeoffset); INSERT t19 VALUES ('2026-01-02T03:04:05.6', '03:04:05.6', '2026-01-02T03:04:05+02:00'); SELECT a, CAST(b AS varchar(20)), CAST(c AS varchar(40)) FROM t19",
        "2026-01-02 03:04:06, 03:04:06, 2026-01-02 03:04:05.0000000 +02:00")]
    [InlineData(
        "CREATE TABLE t20 (a varbinary(4), b char(3)); INSERT t20 VALUES (0x0102, 'x'); SELECT a, b + '|', DATALENGTH(b) FROM t20; INSERT t20 (a) VALUES (0x0102030405)",
        "0x0102, x  |, 3 !2628")]
    [InlineData("SELECT OBJECT_ID('dept') - OBJECT_ID(N'dbo.dept'), OBJECT_ID('nowhere'), OBJECT_NAME(OBJECT_ID('dept')), COL_LENGTH('dept', 'title')",
        "0, NULL, dept, 20")]
    public async Task Definition_Answers(string batch, string expected) => (await language.AnswerAsync(batch)).ShouldBe(expected, batch);

    [Theory]
    [InlineData("CREATE TABLE #t (a int)", "#t")]
    [InlineData("CREATE TABLE ##t (a int)", "##t")]
    [InlineData("SELECT * INTO copy FROM dept", "SELECT INTO")]
    [InlineData("DECLARE @t TABLE (a int)", "DECLARE TABLE")]
    [InlineData("DECLARE c CURSOR FOR SELECT 1", "DECLARE CURSOR")]
    [InlineData("MERGE dept USING staff ON 1 = 1 WHEN MATCHED THEN DELETE;", "MERGE")]
    [InlineData("ALTER TABLE dept ADD x int", "ALTER TABLE")]
    [InlineData("CREATE VIEW v AS SELECT 1 AS a", "CREATE VIEW")]
    [InlineData("CREATE PROCEDURE p AS SELECT 1", "CREATE PROCEDURE")]
    [InlineData("CREATE TRIGGER g ON dept FOR INSERT AS SELECT 1", "CREATE TRIGGER")]
    [InlineData("SET IDENTITY_INSERT dept ON", "IDENTITY_INSERT")]
    [InlineData("SET ROWCOUNT 5", "ROWCOUNT")]
    [InlineData("SET IMPLICIT_TRANSACTIONS ON", "IMPLICIT_TRANSACTIONS")]
    [InlineData("SELECT ROW_NUMBER() OVER (ORDER BY id) FROM dept", "OVER")]
    [InlineData("SELECT * FROM dept CROSS APPLY (SELECT 1 AS a) x", "APPLY")]
    [InlineData("SELECT * FROM dept FOR JSON AUTO", "FOR")]
    [InlineData("SELECT TOP 50 PERCENT * FROM dept", "PERCENT")]
    [InlineData("SELECT TOP 1 WITH TIES * FROM dept ORDER BY id", "WITH")]
    [InlineData("SELECT name COLLATE Latin1_General_BIN FROM staff", "COLLATE")]
    [InlineData("INSERT dept EXEC sp_who2", "INSERT … EXECUTE")]
    [InlineData("INSERT dept OUTPUT inserted.id INTO copy VALUES (9, 'x')", "OUTPUT INTO")]
    [InlineData("DBCC CHECKDB", "DBCC")]
    [InlineData("EXECUTE AS LOGIN = 'sa'", "EXECUTE AS")]
    [InlineData("SELECT * FROM STRING_SPLIT('a,b', ',')", "STRING_SPLIT")]
    [InlineData("CREATE TABLE x1 (a smalldatetime)", "smalldatetime")]
    [InlineData("CREATE TABLE x2 (a xml)", "xml")]
    public async Task Statement_OutsideOfTheSimulator_IsRefusedByName(string batch, string named)
    {
        var error = (await language.RunAsync(batch)).Errors.ShouldHaveSingleItem();

        error.Number.ShouldBe(40510, error.Message);
        error.Message.ShouldContain(named);
    }
}

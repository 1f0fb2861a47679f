namespace ChatDr.Simulator.Tests.TSql.Language;

/// <summary>What expressions answer (Microsoft Learn, "Expressions", "Data type conversion", "Precision, scale, and length", "Data type precedence").</summary>
public sealed class ExpressionLanguageTests(LanguageFixture language) : IClassFixture<LanguageFixture>
{
    [Theory]
    [InlineData("SELECT 7 / 2, -7 / 2, 7 % 3, -7 % 3", "3, -3, 1, -1")]
    [InlineData("SELECT 1 + 2 * 3, (1 + 2) * 3, 10 - 2 - 3", "7, 9, 5")]
    [InlineData("SELECT 7 / 2.0", "3.500000")]
    [InlineData("SELECT 1.0 / 3", "0.333333")]
    [InlineData("SELECT CAST(1 AS decimal(10, 2)) / CAST(3 AS int)", "0.3333333333333")]
    [InlineData("SELECT 2.0 / 3, -2.0 / 3", "0.666666, -0.666666")]
    [InlineData("SELECT 1.10 + 2.205", "3.305")]
    [InlineData("SELECT 1.25 * 2.5", "3.125")]
    [InlineData("SELECT 7e0 / 2", "3.5")]
    [InlineData("SELECT 5 & 3, 5 | 3, 5 ^ 3, ~5", "1, 7, 6, -6")]
    [InlineData("SELECT ~CAST(1 AS bit), ~CAST(0 AS bit)", "0, 1")]
    [InlineData("SELECT -(3), +4, - -5", "-3, 4, 5")]
    [InlineData("SELECT 2147483647 + 1", "!8115")]
    [InlineData("SELECT CAST(255 AS tinyint) + CAST(1 AS tinyint)", "!8115")]
    [InlineData("SELECT CAST(2147483647 AS bigint) + 1", "2147483648")]
    [InlineData("SELECT 9223372036854775807 + CAST(1 AS bigint)", "9223372036854775808")]
    [InlineData("SELECT CAST(9223372036854775807 AS bigint) + 1", "!8115")]
    [InlineData("SELECT 1 / 0", "!8134")]
    [InlineData("SELECT 1 % 0", "!8134")]
    [InlineData("SELECT 1e0 / 0", "!8134")]
    [InlineData("SELECT NULL + 1, NULL / 0", "NULL, NULL")]
    [InlineData("SELECT 'a' + 'b', 'a' + NULL", "ab, NULL")]
    [InlineData("SELECT '5' + 3", "8")]
    [InlineData("SELECT 'a' + 3", "!245")]
    [InlineData("SELECT 0x41 + 0x42", "0x4142")]
    [InlineData("SELECT 'a' * 'b'", "!8117")]
    [InlineData("SELECT 10 * '3'", "30")]
    public async Task Arithmetic_Answers(string batch, string expected) => (await language.AnswerAsync(batch)).ShouldBe(expected, batch);

    [Theory]
    [InlineData("SELECT CAST(1.9 AS int), CAST(-1.9 AS int), CAST(1.5e0 AS int)", "1, -1, 1")]
    [InlineData("SELECT CAST(300 AS tinyint)", "!220")]
    [InlineData("SELECT CAST(70000 AS smallint)", "!220")]
    [InlineData("SELECT CAST(-1 AS tinyint)", "!220")]
    [InlineData("SELECT CAST(3000000000 AS int)", "!8115")]
    [InlineData("SELECT CAST('300' AS tinyint)", "!244")]
    [InlineData("SELECT CAST('70000' AS smallint)", "!244")]
    [InlineData("SELECT CAST('3000000000' AS int)", "!248")]
    [InlineData("SELECT CAST('abc' AS int)", "!245")]
    [InlineData("SELECT CAST('1.5' AS int)", "!245")]
    [InlineData("SELECT CAST('' AS int), CAST(' 7 ' AS int), CAST('-7' AS int)", "0, 7, -7")]
    [InlineData("SELECT CAST('abc' AS bigint)", "!8114")]
    [InlineData("SELECT CAST('abc' AS decimal(5, 2))", "!8114")]
    [InlineData("SELECT CAST('' AS decimal(5, 2))", "!8114")]
    [InlineData("SELECT CAST('abc' AS float)", "!8114")]
    [InlineData("SELECT CAST(1234.567 AS decimal(6, 2))", "1234.57")]
    [InlineData("SELECT CAST(12345.6 AS decimal(6, 2))", "!8115")]
    [InlineData("SELECT CAST(1 AS decimal(5, 2)), CAST(2 AS numeric)", "1.00, 2")]
    [InlineData("SELECT CAST('true' AS bit), CAST('FALSE' AS bit), CAST(5 AS bit), CAST('0' AS bit)", "1, 0, 1, 0")]
    [InlineData("SELECT CAST('yes' AS bit)", "!245")]
    [InlineData("SELECT CAST('abcdef' AS varchar(3)), CAST(12 AS varchar(5)), CAST(12345 AS varchar(3))", "abc, 12, *")]
    [InlineData("SELECT CAST(12345 AS nvarchar(3))", "!8115")]
    [InlineData("SELECT CAST('ab' AS char(4)) + '|'", "ab  |")]
    [InlineData("SELECT CAST(CAST(1.5 AS decimal(9, 2)) AS varchar(10)), CAST(0.5 AS varchar(10))", "1.50, 0.5")]
    [InlineData("SELECT CAST(1e10 AS varchar(30)), CAST(1234567e0 AS varchar(30)), CAST(0.1e0 AS varchar(30)), CAST(100e0 AS varchar(30))",
        "1e+010, 1.23457e+006, 0.1, 100")]
    [InlineData(
        "SELECT CAST('A' AS varbinary(4)), CAST(N'A' AS varbinary(4)), CAST(258 AS varbinary(4)), CAST(1 AS binary(2))", "0x41, 0x4100, 0x00000102, 0x0001")]
    [InlineData("SELECT CAST(0x4142 AS varchar(4)), CAST(0x41004200 AS nvarchar(4)), CAST(0x0102 AS int)", "AB, AB, 258")]
    [InlineData("SELECT CONVERT(varchar(8), 0x4F0B, 1), CONVERT(varchar(8), 0x4F0B, 2), CONVERT(varbinary(4), '0x4F0B', 1)", "0x4F0B, 4F0B, 0x4F0B")]
    [InlineData("SELECT TRY_CAST('abc' AS int), TRY_CONVERT(int, '12'), TRY_CAST('300' AS tinyint)", "NULL, 12, NULL")]
    [InlineData("SELECT CAST('6F9619FF-8B86-D011-B42D-00C04FC964FF' AS uniqueidentifier)", "6F9619FF-8B86-D011-B42D-00C04FC964FF")]
    [InlineData("SELECT CAST('not a guid' AS uniqueidentifier)", "!8169")]
    [InlineData("SELECT CAST(CAST('6f9619ff-8b86-d011-b42d-00c04fc964ff' AS uniqueidentifier) AS char(36))", "6F9619FF-8B86-D011-B42D-00C04FC964FF")]
    [InlineData("SELECT CAST(NULL AS int), CONVERT(varchar(5), NULL)", "NULL, NULL")]
    [InlineData("SELECT CAST(CAST(1.23456 AS money) AS varchar(10)), CAST(1.23456 AS money)", "1.23, 1.2346")]
    public async Task Conversion_Answers(string batch, string expected) => (await language.AnswerAsync(batch)).ShouldBe(expected, batch);

    [Theory]
    [InlineData("SELECT CAST('2026-02-28' AS date), CAST('20260228' AS datetime2(0))", "2026-02-28 00:00:00, 2026-02-28 00:00:00")]
    [InlineData("SELECT CAST('2026-02-30' AS date)", "!241")]
    [InlineData("SELECT CAST('2026-02-30' AS datetime)", "!242")]
    [InlineData("SELECT CAST('no date' AS datetime2)", "!241")]
    [InlineData("SELECT CAST('2026-01-02T03:04:05.1234567' AS datetime2(3)), CAST('2026-01-02T03:04:05.1235' AS datetime2(3))",
        "2026-01-02 03:04:05.123, 2026-01-02 03:04:05.124")]
    [InlineData(
        "SELECT CAST('2026-01-02T03:04:05.995' AS datetime), CAST('2026-01-02T03:04:05.994' AS datetime)", "2026-01-02 03:04:05.997, 2026-01-02 03:04:05.993")]
    [InlineData(
        "SELECT CONVERT(varchar(30), CAST('2026-01-02T03:04:05' AS datetime2(0)), 120), CONVERT(varchar(30), CAST('2026-01-02T03:04:05' AS datetime), 121)",
        "2026-01-02 03:04:05, 2026-01-02 03:04:05.000")]
    [InlineData("SELECT CAST(CAST('2026-01-02T15:04:05' AS datetime) AS varchar(30)), CAST(CAST('2026-01-02' AS date) AS varchar(30))",
        "Jan  2 2026  3:04PM, 2026-01-02")]
    [InlineData("SELECT CAST(CAST('2026-01-02T15:04:05' AS datetime2(3)) AS varchar(30))", "2026-01-02 15:04:05.000")]
    [InlineData("SELECT CONVERT(varchar(30), CAST('2026-01-02T15:04:05' AS datetime), 126), CONVERT(varchar(8), CAST('2026-01-02' AS date), 112)",
        "2026-01-02T15:04:05, 20260102")]
    [InlineData(
        "SELECT CONVERT(varchar(30), CAST('2026-01-02' AS datetime), 101), CONVERT(varchar(30), CAST('2026-01-02' AS datetime), 103), CONVERT(varchar(30), CAST('2026-01-02' AS datetime), 104)",
        "01/02/2026, 02/01/2026, 02.01.2026")]
    [InlineData(
        "SELECT DATEDIFF(day, '2025-12-31T23:59:59', '2026-01-01'), DATEDIFF(year, '2025-12-31', '2026-01-01'), DATEDIFF(minute, '2026-01-01T00:00:59', '2026-01-01T00:01:00')",
        "1, 1, 1")]
    [InlineData("SELECT DATEDIFF(week, '2026-01-03', '2026-01-04'), DATEDIFF(quarter, '2026-03-31', '2026-04-01')", "1, 1")]
    [InlineData("SELECT DATEDIFF(millisecond, '2000-01-01', '2026-01-01')", "!535")]
    [InlineData(
        "SELECT DATEADD(month, 1, CAST('2026-01-31' AS date)), DATEADD(day, -1, CAST('2026-03-01' AS date)), DATEADD(hour, 25, CAST('2026-01-01' AS datetime2(0)))",
        "2026-02-28 00:00:00, 2026-02-28 00:00:00, 2026-01-02 01:00:00")]
    [InlineData(
        "SELECT DATEADD(week, 1, CAST('2026-01-01' AS date)), DATEADD(quarter, 1, CAST('2026-01-31' AS date))", "2026-01-08 00:00:00, 2026-04-30 00:00:00")]
    [InlineData("SELECT DATEPART(weekday, '2026-11-20'), DATEPART(dayofyear, '2026-02-01'), DATEPART(quarter, '2026-11-20'), DATEPART(week, '2026-01-04')",
        "6, 32, 4, 2")]
    [InlineData("SELECT DATENAME(month, '2026-11-20'), DATENAME(weekday, '2026-11-20'), DATENAME(year, '2026-11-20')", "November, Friday, 2026")]
    [InlineData("SELECT YEAR('2026-11-20'), MONTH('2026-11-20'), DAY('2026-11-20')", "2026, 11, 20")]
    [InlineData(
        "SELECT EOMONTH('2024-02-10'), EOMONTH('2024-02-10', 1), DATEFROMPARTS(2026, 11, 20)", "2024-02-29 00:00:00, 2024-03-31 00:00:00, 2026-11-20 00:00:00")]
    [InlineData("SELECT CAST('2026-01-02' AS datetime) + 1", "2026-01-03 00:00:00")]
    [InlineData("SELECT CAST(5 AS datetime2)", "!529")]
    [InlineData("SELECT ISDATE('2026-02-28'), ISDATE('2026-02-30')", "1, 0")]
    [InlineData("SELECT DATEDIFF(fortnight, '2026-01-01', '2026-01-02')", "!155")]
    public async Task Time_Answers(string batch, string expected) => (await language.AnswerAsync(batch)).ShouldBe(expected, batch);

    [Theory]
    [InlineData("SELECT LEN('ab  '), LEN('  ab'), DATALENGTH('ab  '), DATALENGTH(N'ab')", "2, 4, 4, 4")]
    [InlineData("SELECT UPPER('aB'), LOWER('aB'), LTRIM('  a '), RTRIM(' a  ') + '|', TRIM('  a  ')", "AB, ab, a ,  a|, a")]
    [InlineData("SELECT LEFT('abc', 2), RIGHT('abc', 2), LEFT('abc', 9), SUBSTRING('abcdef', 2, 3), SUBSTRING('abc', 0, 2), SUBSTRING('abc', 5, 2)",
        "ab, bc, abc, bcd, a, ")]
    [InlineData("SELECT LEFT('abc', -1)", "!536")]
    [InlineData("SELECT RIGHT('abc', -1)", "!536")]
    [InlineData("SELECT SUBSTRING('abc', 1, -1)", "!537")]
    [InlineData("SELECT CHARINDEX('C', 'abcabc'), CHARINDEX('c', 'abcabc', 4), CHARINDEX('x', 'abc'), PATINDEX('%b[0-9]%', 'aab1')", "3, 6, 0, 3")]
    [InlineData("SELECT REPLACE('aAb', 'a', 'x'), STUFF('abcdef', 2, 3, 'X'), REVERSE('abc'), REPLICATE('ab', 2), SPACE(2) + '|'", "xxb, aXef, cba, abab,   |")]
    [InlineData("SELECT ASCII('A'), CHAR(66), UNICODE(N'€'), NCHAR(8364)", "65, B, 8364, €")]
    [InlineData("SELECT CONCAT('a', NULL, 1), CONCAT_WS('-', 'a', NULL, 'b'), QUOTENAME('a]b'), QUOTENAME('a', '''')", "a1, a-b, [a]]b], 'a'")]
    [InlineData("SELECT ISNULL(NULL, 'x'), ISNULL(CAST(NULL AS varchar(2)), 'abcdef'), COALESCE(NULL, 2, 3), NULLIF(1, 1), NULLIF(1, 2)", "x, ab, 2, NULL, 1")]
    [InlineData("SELECT IIF(1 = 2, 'a', 'b'), CHOOSE(2, 'a', 'b'), CHOOSE(9, 'a', 'b')", "b, b, NULL")]
    [InlineData("SELECT ABS(-5), SIGN(-2), FLOOR(-1.5), CEILING(-1.5), POWER(2, 10), SQRT(9), SQUARE(3)", "5, -1, -2, -1, 1024, 3, 9")]
    [InlineData("SELECT ROUND(748.58, 1), ROUND(748.58, -1), ROUND(748.58, -2), ROUND(1.999, 1, 1)", "748.60, 750.00, 700.00, 1.900")]
    [InlineData("SELECT ISNUMERIC('1.5'), ISNUMERIC('x'), ISNUMERIC(5), ISNUMERIC('')", "1, 0, 1, 0")]
    [InlineData("SELECT PARSENAME('a.b.c', 1), PARSENAME('a.b.c', 3), PARSENAME('a', 2)", "c, a, NULL")]
    [InlineData("SELECT STR(123.456, 8, 2), FORMAT(CAST('2026-11-20' AS date), 'yyyyMMdd')", "  123.46, 20261120")]
    [InlineData("SELECT LEN(NULL), UPPER(NULL), LEFT(NULL, 1)", "NULL, NULL, NULL")]
    [InlineData("SELECT LEN()", "!174")]
    [InlineData("SELECT NO_SUCH(1)", "!195")]
    [InlineData("SELECT COALESCE(NULL, NULL)", "!4127")]
    [InlineData("SELECT LEN(CAST(NEWID() AS varchar(36)))", "36")]
    public async Task Function_Answers(string batch, string expected) => (await language.AnswerAsync(batch)).ShouldBe(expected, batch);

    [Theory]
    [InlineData(
        "SELECT CASE WHEN 'abc' = 'ABC' THEN 1 ELSE 0 END, CASE WHEN 'abc' = 'abc  ' THEN 1 ELSE 0 END, CASE WHEN 'e' = 'é' THEN 1 ELSE 0 END", "1, 1, 0")]
    [InlineData(
        "SELECT CASE WHEN 'abc' LIKE 'A%' THEN 1 ELSE 0 END, CASE WHEN 'abc' LIKE '_b_' THEN 1 ELSE 0 END, CASE WHEN 'abc' LIKE '[^x]bc' THEN 1 ELSE 0 END",
        "1, 1, 1")]
    [InlineData(
        "SELECT CASE WHEN '50%' LIKE '50!%' ESCAPE '!' THEN 1 ELSE 0 END, CASE WHEN '50x' LIKE '50[%]' THEN 1 ELSE 0 END, CASE WHEN 'a.c' LIKE 'abc' THEN 1 ELSE 0 END",
        "1, 0, 0")]
    [InlineData("SELECT CASE WHEN NULL = NULL THEN 1 ELSE 0 END, CASE WHEN NULL <> 1 THEN 1 ELSE 0 END, CASE WHEN NOT (NULL = 1) THEN 1 ELSE 0 END", "0, 0, 0")]
    [InlineData("SELECT CASE WHEN NULL IS NULL THEN 1 ELSE 0 END, CASE WHEN 1 IS NOT NULL THEN 1 ELSE 0 END", "1, 1")]
    [InlineData("SELECT CASE WHEN 1 = 1 OR NULL = 1 THEN 1 ELSE 0 END, CASE WHEN 1 = 1 AND NULL = 1 THEN 1 ELSE 0 END", "1, 0")]
    [InlineData("SELECT CASE WHEN 5 BETWEEN 1 AND 5 THEN 1 ELSE 0 END, CASE WHEN 5 NOT BETWEEN 6 AND 1 THEN 1 ELSE 0 END", "1, 1")]
    [InlineData(
        "SELECT CASE WHEN 1 IN (2, NULL) THEN 1 ELSE 0 END, CASE WHEN 1 NOT IN (2, NULL) THEN 1 ELSE 0 END, CASE WHEN 'B' IN ('a', 'b') THEN 1 ELSE 0 END",
        "0, 0, 1")]
    [InlineData("SELECT CASE WHEN 10 > '9' THEN 1 ELSE 0 END, CASE WHEN '10' > '9' THEN 1 ELSE 0 END", "1, 0")]
    [InlineData("SELECT CASE WHEN 1 = 'x' THEN 1 ELSE 0 END", "!245")]
    [InlineData("SELECT CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' END, CASE 3 WHEN 1 THEN 'one' END", "two, NULL")]
    [InlineData("SELECT CASE WHEN 1 = 1 THEN 1 ELSE 2.5 END", "1.0")]
    [InlineData("SELECT CASE WHEN 1 = 2 THEN 1 ELSE 'x' END", "!245")]
    [InlineData("SELECT CASE WHEN 1 = 2 THEN NULL ELSE NULL END", "!8133")]
    [InlineData("SELECT 1 WHERE 1", "!4145")]
    [InlineData("SELECT CASE WHEN 1.0 = 1 AND 1e0 = 1 AND '1' = 1 THEN 1 END", "1")]
    [InlineData("SELECT CASE WHEN CAST('2026-01-01' AS date) = '2026-01-01' THEN 1 END", "1")]
    [InlineData("SELECT CASE WHEN 1 !< 1 AND 1 !> 1 AND 1 <= 1 AND 1 <> 2 AND 1 != 2 THEN 1 END", "1")]
    [InlineData(
        "SELECT CASE WHEN CAST('00000000-0000-0000-0000-000000000001' AS uniqueidentifier) > CAST('FF000000-0000-0000-0000-000000000000' AS uniqueidentifier) THEN 1 ELSE 0 END",
        "1")]
    public async Task Predicate_Answers(string batch, string expected) => (await language.AnswerAsync(batch)).ShouldBe(expected, batch);
}

namespace ChatDr.Simulator.Tests.TSql.Language;

/// <summary>What clients send by themselves when they connect or list things; each must be answered, or the client is of no use.</summary>
public sealed class ClientStartupTests(LanguageFixture language) : IClassFixture<LanguageFixture>
{
    /// <summary>The texts that clients send, as their sources or a trace show them.</summary>
    public static TheoryData<string, string> Texts => new()
    {
        {
            "tedious", """
            set ansi_nulls on
            set ansi_null_dflt_on on
            set ansi_padding on
            set ansi_warnings on
            set arithabort on
            set concat_null_yields_null on
            set cursor_close_on_commit off
            set datefirst 7
            set dateformat mdy
            set implicit_transactions off
            set language us_english
            set numeric_roundabort off
            set quoted_identifier on
            set textsize 2147483647
            set transaction isolation level read committed
            set xact_abort off
            """
        },
        { "sqlcmd", "SET QUOTED_IDENTIFIER OFF SET TEXTSIZE 4096" },
        { "sqlcmd :serverlist, -W", "SET NOCOUNT ON; SELECT @@SERVERNAME, SUSER_NAME(), DB_NAME()" },
        { "FreeTDS and pymssql",
            "SET ARITHABORT ON;SET CONCAT_NULL_YIELDS_NULL ON;SET ANSI_NULLS ON;SET ANSI_NULL_DFLT_ON ON;SET ANSI_PADDING ON;SET ANSI_WARNINGS ON;SET CURSOR_CLOSE_ON_COMMIT ON;SET QUOTED_IDENTIFIER ON;SET TEXTSIZE 2147483647;" },
        { "tsql", "select @@version\nselect @@spid" },
        {
            "SSMS", """
            SET ROWCOUNT 0
            SET TEXTSIZE 2147483647
            SET NOCOUNT OFF
            SET CONCAT_NULL_YIELDS_NULL ON
            SET ARITHABORT ON
            SET LOCK_TIMEOUT -1
            SET QUERY_GOVERNOR_COST_LIMIT 0
            SET DEADLOCK_PRIORITY NORMAL
            SET TRANSACTION ISOLATION LEVEL READ COMMITTED
            SET ANSI_NULLS ON
            SET ANSI_NULL_DFLT_ON ON
            SET ANSI_PADDING ON
            SET ANSI_WARNINGS ON
            SET CURSOR_CLOSE_ON_COMMIT OFF
            SET IMPLICIT_TRANSACTIONS OFF
            SET QUOTED_IDENTIFIER ON
            """
        },
        { "SSMS, options", "SET NOEXEC, PARSEONLY, FMTONLY OFF" },
        {
            "SMO, engine", """
            DECLARE @edition sysname;
            SET @edition = cast(SERVERPROPERTY(N'EDITION') as sysname);
            SELECT case when @edition = N'SQL Azure' then 2 else 1 end as 'DatabaseEngineType', SERVERPROPERTY('EngineEdition') AS DatabaseEngineEdition,
            SERVERPROPERTY('ProductVersion') AS ProductVersion, @@MICROSOFTVERSION AS MicrosoftVersion;
            """
        },
        { "SMO, databases",
            "SELECT dtb.name AS [Name], dtb.database_id AS [ID], CAST(has_dbaccess(dtb.name) AS bit) AS [IsAccessible] FROM master.sys.databases AS dtb ORDER BY [Name] ASC" },
        { "SMO, tables", "SELECT SCHEMA_NAME(tbl.schema_id) AS [Schema], tbl.name AS [Name] FROM sys.tables AS tbl ORDER BY [Schema] ASC,[Name] ASC" },
        { "SqlClient, reset and probe",
            "SELECT SERVERPROPERTY('EngineEdition'), SERVERPROPERTY('productversion'), SERVERPROPERTY ('productlevel'), SERVERPROPERTY ('edition'), SERVERPROPERTY ('MachineName'), SERVERPROPERTY ('ServerName')" },
        { "JDBC, autocommit off and on", "set implicit_transactions off IF @@TRANCOUNT > 0 COMMIT TRAN" },
        { "JDBC, validation", "SELECT 1" },
        { "JDBC, catalog", "SELECT DB_NAME() SELECT @@MAX_PRECISION, @@LANGUAGE, SYSTEM_USER" },
        { "ODBC", "SET TEXTSIZE 2147483647 SET ANSI_DEFAULTS ON SET CURSOR_CLOSE_ON_COMMIT OFF SET IMPLICIT_TRANSACTIONS OFF" },
        { "SQLAlchemy", "SELECT CAST(SERVERPROPERTY('ProductVersion') AS VARCHAR); SELECT schema_name(); select CAST('test max support' AS NVARCHAR(max))" },
        { "Entity Framework",
            "IF SERVERPROPERTY('EngineEdition') <> 5 SELECT 1; SELECT CASE WHEN EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE') THEN 1 ELSE 0 END" },
        { "a health probe", "SELECT GETDATE(), GETUTCDATE(), SYSDATETIME(), CURRENT_TIMESTAMP, SYSDATETIMEOFFSET()" },
        { "a session probe", "SELECT SESSIONPROPERTY('ANSI_NULLS'), @@OPTIONS & 512, @@TEXTSIZE, CONNECTIONPROPERTY('net_transport'), @@SERVICENAME" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_ThatAClientSends_IsAnswered(string client, string batch) =>
        (await language.RunAsync(batch)).Errors.Select(error => error.Message).ShouldBeEmpty(client);

    [Theory]
    [InlineData("SELECT @@SERVERNAME, CAST(SERVERPROPERTY('ServerName') AS sysname)", "SQL1, SQL1")]
    [InlineData("SELECT CAST(SERVERPROPERTY('no such property') AS sysname)", "NULL")]
    [InlineData("SELECT SCHEMA_NAME(), USER_NAME(), SUSER_SNAME(), DB_NAME(), DB_NAME(1), DB_ID('master')", "dbo, dbo, sa, shop, master, 1")]
    [InlineData("SELECT @@TRANCOUNT, @@NESTLEVEL, @@MAX_PRECISION, @@LANGUAGE, @@DATEFIRST, @@LANGID", "0, 0, 38, us_english, 7, 0")]
    [InlineData("SET LANGUAGE Deutsch", "!40510")]
    [InlineData("SET DATEFORMAT dmy", "!40510")]
    public async Task Identity_OfTheServer_Answers(string batch, string expected) => (await language.AnswerAsync(batch)).ShouldBe(expected, batch);
}

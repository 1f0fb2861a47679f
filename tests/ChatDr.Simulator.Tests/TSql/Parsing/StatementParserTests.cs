using ChatDr.Simulator.Engine;
using ChatDr.Simulator.TSql.Parsing;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.Tests.TSql.Parsing;

public class StatementParserTests
{
    [Theory]
    [InlineData("CREATE MASTER KEY ENCRYPTION BY PASSWORD='..';", typeof(MasterKeyStatement))]
    [InlineData("CREATE CERTIFICATE dbm_certificate WITH SUBJECT='dbm';", typeof(CreateCertificateStatement))]
    [InlineData("CREATE CERTIFICATE c FROM FILE='..cer' WITH PRIVATE KEY (FILE='..pvk', DECRYPTION BY PASSWORD='..');", typeof(CreateCertificateStatement))]
    [InlineData("CREATE CERTIFICATE c AUTHORIZATION [u] FROM BINARY = 0x3082;", typeof(CreateCertificateStatement))]
    [InlineData("BACKUP CERTIFICATE HOST_A_cert TO FILE = '...';", typeof(BackupCertificateStatement))]
    [InlineData(
        "CREATE ENDPOINT [Hadr_endpoint] STATE=STARTED AS TCP (LISTENER_PORT=5022) FOR DATABASE_MIRRORING (ROLE=ALL, AUTHENTICATION=CERTIFICATE c, ENCRYPTION=REQUIRED ALGORITHM AES);",
        typeof(CreateEndpointStatement))]
    [InlineData(
        "CREATE ENDPOINT e STATE = STARTED AS TCP (LISTENER_PORT = 7024, LISTENER_IP = ALL) FOR DATABASE_MIRRORING (AUTHENTICATION = CERTIFICATE c, ENCRYPTION = REQUIRED ALGORITHM AES, ROLE = ALL);",
        typeof(CreateEndpointStatement))]
    [InlineData("ALTER ENDPOINT x STATE=STOPPED", typeof(AlterEndpointStatement))]
    [InlineData("CREATE LOGIN HOST_A_login WITH PASSWORD = '...', SID = 0x01, CHECK_POLICY = OFF;", typeof(CreateLoginStatement))]
    [InlineData("CREATE USER HOST_A_user FOR LOGIN HOST_A_login;", typeof(CreateUserStatement))]
    [InlineData("GRANT CONNECT ON ENDPOINT::Endpoint_Mirroring TO HOST_A_login;", typeof(PermissionStatement))]
    [InlineData("GRANT ALTER, CONTROL, VIEW DEFINITION ON AVAILABILITY GROUP::[ag] TO agent", typeof(PermissionStatement))]
    [InlineData("GRANT VIEW SERVER STATE TO agent", typeof(PermissionStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] GRANT CREATE ANY DATABASE;", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] JOIN WITH (CLUSTER_TYPE=EXTERNAL);", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] SET (ROLE=SECONDARY);", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT=1);", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] SET (WRITE_LEASE_VALIDITY = 72)", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] ADD DATABASE [db];", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] OFFLINE;", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] FAILOVER", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] FORCE_FAILOVER_ALLOW_DATA_LOSS;", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] MODIFY REPLICA ON N'n1' WITH (AVAILABILITY_MODE=SYNCHRONOUS_COMMIT);", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("ALTER AVAILABILITY GROUP [ag] REMOVE REPLICA ON N'n1'", typeof(AlterAvailabilityGroupStatement))]
    [InlineData("DROP AVAILABILITY GROUP [ag]", typeof(DropAvailabilityGroupStatement))]
    [InlineData("ALTER DATABASE [db] SET RECOVERY FULL", typeof(AlterDatabaseStatement))]
    [InlineData("ALTER DATABASE [db] SET HADR RESUME;", typeof(AlterDatabaseStatement))]
    [InlineData("ALTER DATABASE db SET SINGLE_USER WITH ROLLBACK IMMEDIATE", typeof(AlterDatabaseStatement))]
    [InlineData("ALTER DATABASE db SET PARTNER='TCP://p:5022';", typeof(AlterDatabaseStatement))]
    [InlineData("ALTER DATABASE db SET PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS", typeof(AlterDatabaseStatement))]
    [InlineData("BACKUP LOG db TO DISK='tail' WITH NO_TRUNCATE, NORECOVERY, CHECKSUM, INIT, STATS=5", typeof(BackupStatement))]
    [InlineData("RESTORE DATABASE db FROM DISK=N'f' WITH NORECOVERY, REPLACE, MOVE 'a' TO 'b', MOVE N'c' TO N'd'", typeof(RestoreStatement))]
    [InlineData("RESTORE DATABASE db WITH RECOVERY", typeof(RestoreStatement))]
    [InlineData("RESTORE HEADERONLY FROM DISK='f'", typeof(RestoreStatement))]
    [InlineData("EXEC sp_set_session_context @key=N'external_cluster', @value=N'yes'", typeof(ExecuteProcedureStatement))]
    [InlineData("sp_who2", typeof(ExecuteProcedureStatement))]
    [InlineData(
        "SELECT TOP (1) [a b].c AS x, d.* FROM sys.databases [a b] WITH (NOLOCK) LEFT JOIN t d ON d.id = [a b].id WHERE c LIKE N'x%' ORDER BY 1 OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY",
        typeof(SelectStatement))]
    public void Parse_StatementOfTheDomain_GivesItsRecord(string text, Type expected) =>
        StatementParser.Parse(text).ShouldHaveSingleItem().ShouldBeOfType(expected);

    [Fact]
    public void Parse_CreateAvailabilityGroup_KeepsEveryOptionOfEveryReplica()
    {
        var statement = StatementParser.Parse("""
            CREATE AVAILABILITY GROUP [ag] WITH (DB_FAILOVER=ON, CLUSTER_TYPE=EXTERNAL, WRITE_LEASE_VALIDITY=72)
            FOR REPLICA ON
             N'n1' WITH (ENDPOINT_URL=N'tcp://n1.svc:5022', AVAILABILITY_MODE=SYNCHRONOUS_COMMIT, FAILOVER_MODE=EXTERNAL, SEEDING_MODE=AUTOMATIC),
             N'n3' WITH (ENDPOINT_URL=N'tcp://n3.svc:5022', AVAILABILITY_MODE=CONFIGURATION_ONLY);
            """)[0].ShouldBeOfType<CreateAvailabilityGroupStatement>();

        statement.Options["CLUSTER_TYPE"].ShouldBe("EXTERNAL");
        statement.Options["WRITE_LEASE_VALIDITY"].ShouldBe("72");
        statement.Replicas.Select(replica => replica.ServerName).ShouldBe(["n1", "n3"]);
        statement.Replicas[0].Options["SEEDING_MODE"].ShouldBe("AUTOMATIC");
        statement.Replicas[1].Options["AVAILABILITY_MODE"].ShouldBe("CONFIGURATION_ONLY");
    }

    [Fact]
    public void Parse_BatchWithoutSemicolons_FindsEachStatementAndItsLine() => StatementParser.Parse("""
        SET NOCOUNT ON SET XACT_ABORT ON
        DECLARE @a int = 1
        IF @a = 1 BEGIN PRINT 'x' END ELSE SELECT 2
        BEGIN TRY SELECT 1/0 END TRY BEGIN CATCH THROW; END CATCH
        """).Select(statement => (statement.GetType().Name, statement.Line)).ShouldBe([
            ("SetOptionsStatement", 1), ("SetOptionsStatement", 1), ("DeclareStatement", 2), ("IfStatement", 3), ("TryStatement", 4)]);

    [Theory]
    [InlineData("MERGE t USING s ON 1=1", "MERGE")]
    [InlineData("DBCC CHECKDB", "DBCC CHECKDB")]
    [InlineData("CREATE PROCEDURE p AS SELECT 1", "CREATE PROCEDURE")]
    [InlineData("SELECT 1 INTO t", "SELECT INTO")]
    [InlineData("SELECT ROW_NUMBER() OVER (ORDER BY 1)", "OVER")]
    [InlineData("BACKUP DATABASE d TO DISK='x' WITH DIFFERENTIAL", "BACKUP … WITH DIFFERENTIAL")]
    [InlineData("RESTORE LOG d FROM DISK='x' WITH STANDBY='y'", "RESTORE … WITH STANDBY")]
    [InlineData("BACKUP LOG d TO URL='s3://h/b'", "backup device URL")]
    [InlineData("SET SHOWPLAN_ALL ON", "SET SHOWPLAN_ALL")]
    [InlineData("ALTER DATABASE d SET EMERGENCY", "ALTER DATABASE … SET EMERGENCY")]
    [InlineData("CREATE TABLE t (a int CHECK (a > 1))", "CREATE TABLE … CHECK")]
    public void Parse_StatementOutsideTheSubset_IsRefusedByName(string text, string name)
    {
        var refusal = Should.Throw<SqlErrorException>(() => StatementParser.Parse(text));
        refusal.Number.ShouldBe(40510);
        refusal.Message.ShouldContain($"'{name}'");
    }

    [Theory]
    [InlineData("SELECT 1 FROM", 156, "FROM")]
    [InlineData("SELECT 1\nGO", 102, "GO")]
    [InlineData("SELECT (1", 102, "1")]
    [InlineData("SELECT 'abc", 105, "abc")]
    [InlineData("SELECT 1 /* x", 113, "*/")]
    [InlineData("SELECT a FROM t WHERE ORDER BY 1", 156, "ORDER")]
    [InlineData("BEGIN SELECT 1", 102, "1")]
    public void Parse_BrokenText_IsRefusedNearItsPlace(string text, int number, string near)
    {
        var refusal = Should.Throw<SqlErrorException>(() => StatementParser.Parse(text));
        refusal.Number.ShouldBe(number);
        refusal.Message.ShouldContain(near);
    }

    [Fact]
    public void Parse_QuotesInsideQuotes_AreUndone()
    {
        var use = StatementParser.Parse("USE [a]]b]")[0].ShouldBeOfType<UseStatement>();
        use.Database.ShouldBe("a]b");
        var print = StatementParser.Parse("PRINT N'it''s'")[0].ShouldBeOfType<PrintStatement>();
        print.Value.ShouldBeOfType<LiteralExpression>().Value.ShouldBe("it's");
    }
}

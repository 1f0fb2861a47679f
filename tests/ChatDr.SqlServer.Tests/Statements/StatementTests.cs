using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Tests.Statements;

public sealed class StatementTests
{
    private const string Evil = "x]'; DROP DATABASE mgc; --";

    public static TheoryData<string, string> Texts => new()
    {
        { BackupStatements.BackupDatabase("mgc", "/s/a.bak", new BackupOptions { CopyOnly = true }).Text, "BACKUP DATABASE [mgc] TO DISK = N'/s/a.bak' WITH INIT, CHECKSUM, COPY_ONLY;" },
        { BackupStatements.BackupLog("mgc", "/s/a.trn", new BackupOptions { Compression = true }).Text, "BACKUP LOG [mgc] TO DISK = N'/s/a.trn' WITH INIT, CHECKSUM, COMPRESSION;" },
        { BackupStatements.BackupLog("mgc", "/s/tail.trn", new BackupOptions { NoRecovery = true, CopyOnly = true }).Text, "BACKUP LOG [mgc] TO DISK = N'/s/tail.trn' WITH INIT, CHECKSUM, NORECOVERY;" },
        { BackupStatements.RestoreDatabase("mgc", "/s/a.bak").Text, "RESTORE DATABASE [mgc] FROM DISK = N'/s/a.bak' WITH NORECOVERY, CHECKSUM;" },
        { BackupStatements.RestoreDatabase("mgc", "/s/a.bak", replace: true).Text, "RESTORE DATABASE [mgc] FROM DISK = N'/s/a.bak' WITH NORECOVERY, CHECKSUM, REPLACE;" },
        { BackupStatements.RestoreLog("mgc", "/s/a.trn").Text, "RESTORE LOG [mgc] FROM DISK = N'/s/a.trn' WITH NORECOVERY, CHECKSUM;" },
        { BackupStatements.RecoverDatabase("mgc").Text, "RESTORE DATABASE [mgc] WITH RECOVERY;" },
        { AvailabilityGroupStatements.Failover("g").Text, "EXEC sp_set_session_context @key = N'external_cluster', @value = N'yes'; ALTER AVAILABILITY GROUP [g] FAILOVER;" },
        { AvailabilityGroupStatements.SetRoleSecondary("g").Text, "ALTER AVAILABILITY GROUP [g] SET (ROLE = SECONDARY);" },
        { AvailabilityGroupStatements.Join("g").Text, "ALTER AVAILABILITY GROUP [g] JOIN WITH (CLUSTER_TYPE = EXTERNAL);" },
        {
            AvailabilityGroupStatements.Create("g", [new("a-0", "tcp://a:5022", false), new("w-0", "tcp://w:5022", true)]).Text,
            "CREATE AVAILABILITY GROUP [g] WITH (DB_FAILOVER = ON, CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON "
            + "N'a-0' WITH (ENDPOINT_URL = N'tcp://a:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL, SEEDING_MODE = AUTOMATIC), "
            + "N'w-0' WITH (ENDPOINT_URL = N'tcp://w:5022', AVAILABILITY_MODE = CONFIGURATION_ONLY);"
        },
        {
            EndpointStatements.Create("Hadr_endpoint", 5022, "c", EndpointRole.Witness).Text,
            "CREATE ENDPOINT [Hadr_endpoint] STATE = STARTED AS TCP (LISTENER_PORT = 5022) FOR DATABASE_MIRRORING "
            + "(ROLE = WITNESS, AUTHENTICATION = CERTIFICATE [c], ENCRYPTION = REQUIRED ALGORITHM AES);"
        },
    };

    /// <summary>Every statement that takes a name or text from a custom resource, with a hostile one.</summary>
    public static TheoryData<string> Hostile => new(
        BackupStatements.BackupLog(Evil, Evil, new BackupOptions()).Text,
        BackupStatements.RestoreDatabase(Evil, Evil, true).Text,
        BackupStatements.HeaderOnly(Evil).Text,
        BackupStatements.VerifyOnly(Evil).Text,
        AvailabilityGroupStatements.Create(Evil, [new(Evil, Evil, false)]).Text,
        AvailabilityGroupStatements.AddDatabase(Evil, Evil).Text,
        AvailabilityGroupStatements.RemoveReplica(Evil, Evil).Text,
        AvailabilityGroupStatements.Failover(Evil).Text,
        AvailabilityGroupStatements.JoinDatabase(Evil, Evil).Text,
        DatabaseStatements.Create(Evil).Text,
        DatabaseStatements.Drop(Evil).Text,
        DatabaseStatements.EnsureOwner(Evil).Text,
        LoginStatements.Create(Evil, Evil, new byte[16]).Text,
        LoginStatements.Create(Evil, Evil).Text,
        LoginStatements.Find(Evil).Text,
        LoginStatements.SessionsIn(Evil).Text,
        CertificateStatements.CreateMasterKey(Evil).Text,
        CertificateStatements.CreateFromBinary(Evil, Evil, [1, 2]).Text,
        CertificateStatements.Encoded(Evil).Text,
        EndpointStatements.Create(Evil, 5022, Evil, EndpointRole.All).Text,
        EndpointStatements.GrantConnect(Evil, Evil).Text);

    [Theory]
    [MemberData(nameof(Texts))]
    public void Statement_IsWhatSqlServerExpects(string actual, string expected) => actual.ShouldBe(expected);

    [Theory]
    [MemberData(nameof(Hostile))]
    public void HostileName_NeverLeavesItsQuotes(string text)
    {
        var outside = OutsideQuotes(text);
        outside.ShouldNotContain("DROP DATABASE mgc", Case.Insensitive, $"the text would run a statement of the attacker: {text}");
        outside.ShouldNotContain("--");
    }

    [Theory]
    [InlineData("s3cret")]
    [InlineData("it's \"secret\"")]
    public void Secret_IsMaskedInWhatIsShown(string secret)
    {
        SqlStatement[] statements =
        [
            LoginStatements.Create("chat", secret, new byte[16]),
            LoginStatements.Create("peer", secret),
            CertificateStatements.CreateMasterKey(secret),
        ];
        foreach (var statement in statements)
        {
            statement.Text.ShouldContain(SqlQuote.Text(secret));
            statement.ToString().ShouldNotContain("s3cret");
            statement.ToString().ShouldNotContain("secret");
            statement.Display.ShouldContain("N'***'");
        }
    }

    [Fact]
    public void Login_WithSidOfWrongLength_IsRefused() => Should.Throw<ArgumentException>(() => LoginStatements.Create("chat", "p", new byte[15]));

    /// <summary>The text without what stands in brackets and quotes, as a T-SQL lexer sees it.</summary>
    private static string OutsideQuotes(string text)
    {
        var outside = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('[' or '\''))
            {
                outside.Append(text[i]);
                continue;
            }

            var close = text[i] == '[' ? ']' : '\'';
            for (i++; i < text.Length; i++)
            {
                if (text[i] == close && (i + 1 == text.Length || text[i + 1] != close))
                {
                    break;
                }

                if (text[i] == close)
                {
                    i++;
                }
            }
        }

        return outside.ToString();
    }
}

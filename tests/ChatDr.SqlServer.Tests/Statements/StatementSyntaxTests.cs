using ChatDr.Simulator.TSql.Parsing;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Tests.Statements;

/// <summary>Every statement that the operator sends must be T-SQL to the simulator's parser, which refuses what it does not know.</summary>
public sealed class StatementSyntaxTests
{
    public static TheoryData<string> Statements => new(
    [
        .. new[]
        {
            AvailabilityGroupQueries.LocalReplica("g"),
            AvailabilityGroupQueries.Replicas("g"),
            AvailabilityGroupQueries.Movements("g"),
            AvailabilityGroupStatements.Create("g", [new("a-0", "tcp://a:5022", false), new("w-0", "tcp://w:5022", true)]),
            AvailabilityGroupStatements.AddReplica("g", new("a-0", "tcp://a:5022", false)),
            AvailabilityGroupStatements.RemoveReplica("g", "a-0"),
            AvailabilityGroupStatements.Join("g"),
            AvailabilityGroupStatements.GrantCreateAnyDatabase("g"),
            AvailabilityGroupStatements.SetRoleSecondary("g"),
            AvailabilityGroupStatements.Offline("g"),
            AvailabilityGroupStatements.Failover("g"),
            AvailabilityGroupStatements.ForceFailoverAllowDataLoss("g"),
            AvailabilityGroupStatements.AddDatabase("g", "mgc"),
            AvailabilityGroupStatements.RemoveDatabase("g", "mgc"),
            AvailabilityGroupStatements.ResumeDatabase("mgc"),
            AvailabilityGroupStatements.JoinDatabase("g", "mgc"),
            AvailabilityGroupStatements.Drop("g"),
            BackupStatements.BackupDatabase("mgc", "/s/a.bak", new BackupOptions { CopyOnly = true, Compression = false }),
            BackupStatements.BackupLog("mgc", "/s/a.trn", new BackupOptions { NoRecovery = true }),
            BackupStatements.RestoreDatabase("mgc", "/s/a.bak", true),
            BackupStatements.RestoreLog("mgc", "/s/a.trn"),
            BackupStatements.RecoverDatabase("mgc"),
            BackupStatements.HeaderOnly("/s/a.trn"),
            BackupStatements.FileListOnly("/s/a.bak"),
            BackupStatements.VerifyOnly("/s/a.trn"),
            DatabaseStatements.Create("mgc"),
            DatabaseStatements.Drop("mgc"),
            DatabaseStatements.SetRecoveryFull("mgc"),
            DatabaseStatements.List(),
            DatabaseStatements.EnsureOwner("chat"),
            LoginStatements.Find("chat"),
            LoginStatements.Create("chat", "p", new byte[16]),
            LoginStatements.Create("chat", "p"),
            LoginStatements.Disable("chat"),
            LoginStatements.Enable("chat"),
            LoginStatements.Drop("chat"),
            LoginStatements.Sessions("chat"),
            LoginStatements.SessionsIn("mgc"),
            LoginStatements.Kill(51),
            CertificateStatements.FindMasterKey(),
            CertificateStatements.CreateMasterKey("p"),
            CertificateStatements.List(),
            CertificateStatements.Create("c", "s"),
            CertificateStatements.CreateFromBinary("c", "u", [1, 2]),
            CertificateStatements.Encoded("c"),
            CertificateStatements.Drop("c"),
            CertificateStatements.FindUser("u"),
            CertificateStatements.CreateUser("u", "l"),
            EndpointStatements.Find(),
            EndpointStatements.Create("e", 5022, "c", EndpointRole.Witness),
            EndpointStatements.Start("e"),
            EndpointStatements.Stop("e"),
            EndpointStatements.GrantConnect("e", "l"),
            InstanceStatements.Identity(),
        }.Select(statement => statement.Text),
    ]);

    [Theory]
    [MemberData(nameof(Statements))]
    public void Statement_IsKnownToTheParser(string text) => StatementParser.Parse(text).ShouldNotBeEmpty();
}

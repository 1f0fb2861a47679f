using ChatDr.Simulator.Tests.Engine;
using ChatDr.Simulator.Tests.TSql.Execution;

namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>A long backup can be watched and stopped.</summary>
public class BackupProgressTests
{
    [Fact]
    public async Task Backup_ThatTakesLong_ShowsItsProgressAndEndsAtAnAttention()
    {
        await using var sql = await SessionFixture.StartAsync();
        var file = Path.Combine(sql.Folder, "slow.bak");
        (await sql.RunAsync("CREATE DATABASE d; USE d; CREATE TABLE t (a int NOT NULL); INSERT t VALUES (1)")).Errors.ShouldBeEmpty();
        sql.Faults.BackupWriteDelay = TimeSpan.FromMinutes(10);
        await using var session = await sql.OpenAsync();
        using var attention = new CancellationTokenSource();
        var backup = session.ExecuteAsync($"BACKUP DATABASE d TO DISK = '{file}'", [], new RecordingWriter(), attention.Token);
        RecordingWriter? seen = null;
        await Eventually.IsTrueAsync("the backup is shown", async () =>
        {
            seen = await sql.RunAsync("SELECT command, percent_complete, estimated_completion_time FROM sys.dm_exec_requests WHERE command LIKE 'BACKUP%'");
            return seen.Rows.Count == 1;
        });
        seen!.Rows[0][0].ShouldBe("BACKUP DATABASE");
        ((float)seen.Rows[0][1]!).ShouldBeInRange(0, 100);

        await attention.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => backup.WaitAsync(TimeSpan.FromSeconds(30)));
        File.Exists(file).ShouldBeFalse();
        (await sql.RunAsync("SELECT 1 FROM sys.dm_exec_requests WHERE command LIKE 'BACKUP%'")).Rows.ShouldBeEmpty();
        (await sql.RunAsync("SELECT COUNT(*) FROM msdb.dbo.backupset")).Rows[0][0].ShouldBe(0);
    }
}

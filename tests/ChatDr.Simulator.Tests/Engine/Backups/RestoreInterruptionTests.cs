using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Tests.Engine.Backups;

/// <summary>A restore or backup that stops in between leaves a state that is known, and never a database that looks whole.</summary>
public class RestoreInterruptionTests
{
    [Fact]
    [Trait("Fact", "4333")]
    public async Task RestoreDatabase_CrashInBetween_LeavesRestoringUntilItIsRepeated()
    {
        await using var lab = new EngineFixture();
        await BackedUpAsync(lab, 400);
        var b = await lab.StartAsync("b");
        Interrupt(b, run => b.RestoreDatabase("d", lab.Share("full"), new() { NoRecovery = true }, run), crash: true);

        b = await lab.StartAsync("b");

        b.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Restoring);
        Number(() => b.RecoverDatabase("d")).ShouldBe(4333);
        Number(() => b.RestoreLog("d", lab.Share("log"), new())).ShouldBe(4320);
        b.RestoreDatabase("d", lab.Share("full"), new() { NoRecovery = true, Restart = true });
        b.RestoreLog("d", lab.Share("log"), new());
        EngineFixture.Bodies(b.GetDatabase("d")).Length.ShouldBe(400);
    }

    [Fact]
    public async Task RestoreDatabase_DamagedInTheMiddle_LeavesRestoring()
    {
        await using var lab = new EngineFixture();
        await BackedUpAsync(lab, 400);
        var a = lab["a"];
        a.BackupDatabase("d", lab.Share("damaged"), new() { Checksum = true });
        var bytes = await File.ReadAllBytesAsync(lab.Share("damaged"));
        bytes[^2000] ^= 1;
        await File.WriteAllBytesAsync(lab.Share("damaged"), bytes);
        var b = await lab.StartAsync("b");

        Should.Throw<SqlErrorException>(() => b.RestoreDatabase("d", lab.Share("damaged"), new() { Checksum = true })).Errors.Select(error => error.Number)
            .ShouldBe([3183, 3013]);

        b.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Restoring);
        Number(() => b.RecoverDatabase("d")).ShouldBe(4333);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RestoreLog_CrashOrAttentionInBetween_IsRepeatedAndGoesOnFromThere(bool crash)
    {
        await using var lab = new EngineFixture();
        await BackedUpAsync(lab, 3000);
        var b = await lab.StartAsync("b");
        b.RestoreDatabase("d", lab.Share("full"), new() { NoRecovery = true });
        Interrupt(b, run => b.RestoreLog("d", lab.Share("log"), new(), run), crash);
        if (crash)
        {
            b = await lab.StartAsync("b");
        }

        b.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Restoring, "a log that was to be recovered after it is not, when it was cut off");
        b.RestoreLog("d", lab.Share("log"), new());
        EngineFixture.Bodies(b.GetDatabase("d")).Length.ShouldBe(3000);
    }

    [Fact]
    [Trait("Fact", "4332")]
    public async Task RestoreLog_DamagedInTheMiddle_SaysThatItWasHalted()
    {
        await using var lab = new EngineFixture();
        await BackedUpAsync(lab, 3000);
        var bytes = await File.ReadAllBytesAsync(lab.Share("log"));
        bytes[^2000] ^= 1;
        await File.WriteAllBytesAsync(lab.Share("damaged"), bytes);
        var b = await lab.StartAsync("b");
        b.RestoreDatabase("d", lab.Share("full"), new() { NoRecovery = true });

        Should.Throw<SqlErrorException>(() => b.RestoreLog("d", lab.Share("damaged"), new())).Errors.Select(error => error.Number).ShouldBe([3189, 4332, 3013]);

        b.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Restoring);
        b.RestoreLog("d", lab.Share("log"), new());
        EngineFixture.Bodies(b.GetDatabase("d")).Length.ShouldBe(3000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Fact", "C4.11")]
    public async Task Backup_Cancelled_LeavesNoFileAndTheDatabaseAsItWas(bool tail)
    {
        await using var lab = new EngineFixture();
        await BackedUpAsync(lab, 300);
        var a = lab["a"];
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "last");
        using var attention = new CancellationTokenSource();
        await attention.CancelAsync();
        var run = new BackupRun(TimeProvider.System, attention.Token);

        Should.Throw<OperationCanceledException>(() => a.BackupLog("d", lab.Share("cancelled"), new() { NoRecovery = tail }, null, run));

        File.Exists(lab.Share("cancelled")).ShouldBeFalse();
        a.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Online);
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "goes on");
        a.BackupLog("d", lab.Share("after"), new() { NoRecovery = tail });
    }

    private static int Number(Action action) => Should.Throw<SqlErrorException>(action).Number;

    /// <summary>A full backup, and a log backup with rows that make more than one batch.</summary>
    private static async Task BackedUpAsync(EngineFixture lab, int rows)
    {
        var a = await lab.StartAsync("a");
        await EngineFixture.CreateDatabaseAsync(a, "d");
        var database = a.GetDatabase("d");
        var inLog = rows < 1000 ? 10 : rows;
        for (var i = 0; i < rows - inLog; i++)
        {
            await EngineFixture.InsertAsync(database, $"{i} {new string('x', 80)}");
        }

        a.BackupDatabase("d", lab.Share("full"), new());
        for (var i = rows - inLog; i < rows; i++)
        {
            var transaction = database.Begin();
            await database.InsertAsync(transaction, database.FindTable("dbo", "t")!, [null, $"{i} {new string('x', rows < 1000 ? 10 : 800)}"], default);
            await database.CommitAsync(transaction, default);
        }

        a.BackupLog("d", lab.Share("log"), new());
    }

    /// <summary>Stops the work at its first step forward: by an attention, or by the death of the instance.</summary>
    private static void Interrupt(Instance instance, Func<BackupRun, BackupResult> work, bool crash)
    {
        using var attention = new CancellationTokenSource();
        var stopped = false;
        var run = new BackupRun(TimeProvider.System, attention.Token)
        {
            Stats = 1,
            Say = _ =>
            {
                stopped = true;
                if (crash)
                {
                    instance.Crash();
                }

                attention.Cancel();
            },
        };
        Should.Throw<Exception>(() => work(run)).ShouldBeAssignableTo<Exception>();
        stopped.ShouldBeTrue("otherwise nothing was interrupted");
    }
}

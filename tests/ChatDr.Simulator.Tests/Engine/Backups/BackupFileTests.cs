using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Backups;

namespace ChatDr.Simulator.Tests.Engine.Backups;

/// <summary>A file that is not what was written is never taken for a backup.</summary>
public class BackupFileTests
{
    private static readonly int[] Unreadable = [3189, 3203, 3241, 3242, 3243, 3254, 3256];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Fact", "3241")]
    public async Task File_CutAtAnyPlace_IsNoBackup(bool compressed)
    {
        await using var lab = new EngineFixture();
        var (a, whole) = await LogBackupAsync(lab, compressed);
        for (var length = 0; length < whole.Length; length += length < 64 ? 1 : 97)
        {
            await File.WriteAllBytesAsync(lab.Share("cut"), whole[..length]);

            Unreadable.ShouldContain(Number(() => a.VerifyBackup(lab.Share("cut"))), $"cut at {length} of {whole.Length}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_WithAnyByteChanged_IsNoBackup(bool compressed)
    {
        await using var lab = new EngineFixture();
        var (a, whole) = await LogBackupAsync(lab, compressed);
        const int MinorVersion = 7;
        for (var place = 0; place < whole.Length; place += place < 256 ? 1 : 61)
        {
            if (place == MinorVersion)
            {
                continue;
            }

            var bytes = whole.ToArray();
            bytes[place] ^= 0x20;
            await File.WriteAllBytesAsync(lab.Share("changed"), bytes);
            Unreadable.ShouldContain(Number(() => a.VerifyBackup(lab.Share("changed"))), $"changed at {place} of {whole.Length}");
        }
    }

    [Fact]
    [Trait("Fact", "3169")]
    public async Task File_OfAnotherVersion_AnswersClearly()
    {
        await using var lab = new EngineFixture();
        var a = await lab.StartAsync("a");
        await File.WriteAllBytesAsync(lab.Share("old"), [.. "ChatDrB1"u8, .. new byte[64]]);
        Number(() => a.ReadHeaders(lab.Share("old"))).ShouldBe(3243);
        await EngineFixture.CreateDatabaseAsync(a, "d");
        var header = a.BackupDatabase("d", lab.Share("full"), new()).Header;
        var media = a.ReadLabel(lab.Share("full"));
        using (var later = BackupFileWriter.Open(lab.Share("later"), media, header, false, () => { }))
        {
            later.Begin();
            later.Complete(_ => header with { DatabaseVersion = BackupHeader.CurrentDatabaseVersion + 1 }, false);
        }

        Number(() => a.RestoreDatabase("d", lab.Share("later"), new() { Replace = true })).ShouldBe(3169);
    }

    [Fact]
    [Trait("Fact", "3201")]
    public async Task File_MissingEmptyOrForeign_AnswersClearly()
    {
        await using var lab = new EngineFixture();
        var a = await lab.StartAsync("a");
        await File.WriteAllTextAsync(lab.Share("empty"), "");
        await File.WriteAllTextAsync(lab.Share("foreign"), "TAPE this is a backup of something else entirely");
        Should.Throw<SqlErrorException>(() => a.ReadHeaders(lab.Share("none"))).Errors.Select(error => error.Number).ShouldBe([3201, 3013]);
        Number(() => a.ReadHeaders(lab.Share("empty"))).ShouldBe(3254);
        Number(() => a.ReadHeaders(lab.Share("foreign"))).ShouldBe(3241);
        await EngineFixture.CreateDatabaseAsync(a, "d");
        Number(() => a.BackupDatabase("d", lab.Share("no/such/folder/f"), new())).ShouldBe(3201);
        Number(() => a.BackupDatabase("d", lab.Share("foreign"), new())).ShouldBe(3241, "what is no backup is not appended to");
        a.BackupDatabase("d", lab.Share("foreign"), new() { Overwrite = true, Format = true });
    }

    [Fact]
    [Trait("Fact", "3202")]
    [Trait("Fact", "3041")]
    public async Task Backup_OnAFullDisk_LeavesNoBackupNoHistoryAndTheLog()
    {
        await using var lab = new EngineFixture();
        var (a, _) = await LogBackupAsync(lab, false);
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "after");
        var (first, history) = (a.GetDatabase("d").Read(image => image.LastLogBackupLsn), a.History.Entries.Count);
        a.Options.Faults.IsBackupDiskFull = true;

        Should.Throw<SqlErrorException>(() => a.BackupLog("d", lab.Share("full disk"), new())).Errors.Select(error => error.Number).ShouldBe([3202, 3013]);
        Should.Throw<SqlErrorException>(() => a.BackupLog("d", lab.Share("log"), new())).Errors.Select(error => error.Number).ShouldBe([3202, 3013]);

        File.Exists(lab.Share("full disk")).ShouldBeFalse();
        a.ReadHeaders(lab.Share("log")).ShouldHaveSingleItem().IsComplete.ShouldBeTrue("what was in the file before is as it was");
        (a.GetDatabase("d").Read(image => image.LastLogBackupLsn), a.History.Entries.Count).ShouldBe((first, history));
        a.ErrorLog.Read(0).Count(line => line.Text.Contains("3041", StringComparison.Ordinal)).ShouldBe(2);
        a.Options.Faults.Clear();
        a.BackupLog("d", lab.Share("full disk"), new()).Header.FirstLsn.ShouldBe(first!.Value, "nothing of the log was given up");
    }

    [Fact]
    public async Task Set_CutOffByACrash_IsShownAsIncompleteAndRefused()
    {
        await using var lab = new EngineFixture();
        var a = await lab.StartAsync("a");
        await EngineFixture.CreateDatabaseAsync(a, "d");
        var header = a.BackupDatabase("d", lab.Share("full"), new()).Header;
        File.Copy(lab.Share("full"), lab.Share("appended"));
        foreach (var (file, append) in new[] { ("alone", false), ("appended", true) })
        {
            using var writer = BackupFileWriter.Open(lab.Share(file), a.ReadLabel(lab.Share("full")), header, append, () => { });
            writer.Begin();
            writer.Content.Write(new byte[3_000_000]);
            File.Copy(lab.Share(file), lab.Share($"{file}.crashed"));
        }

        a.ReadHeaders(lab.Share("alone.crashed")).ShouldHaveSingleItem().IsComplete.ShouldBeFalse();
        Number(() => a.RestoreDatabase("d", lab.Share("alone.crashed"), new() { Replace = true })).ShouldBe(3256);
        Number(() => a.VerifyBackup(lab.Share("alone.crashed"))).ShouldBe(3256);
        a.ReadHeaders(lab.Share("appended.crashed")).Select(set => set.IsComplete).ShouldBe([true, false]);
        a.VerifyBackup(lab.Share("appended.crashed"), 1);
        Number(() => a.BackupDatabase("d", lab.Share("appended.crashed"), new())).ShouldBe(3266);
        Number(() => a.VerifyBackup(lab.Share("appended"), 2)).ShouldBe(4038, "a writer that is closed without an end leaves the file as it was");
    }

    private static int Number(Action action) => Should.Throw<SqlErrorException>(action).Number;

    private static async Task<(Instance Instance, byte[] File)> LogBackupAsync(EngineFixture lab, bool compressed)
    {
        var a = await lab.StartAsync("a");
        await EngineFixture.CreateDatabaseAsync(a, "d");
        a.BackupDatabase("d", lab.Share("full"), new());
        for (var i = 0; i < 20; i++)
        {
            await EngineFixture.InsertAsync(a.GetDatabase("d"), $"row {i}");
        }

        a.BackupLog("d", lab.Share("log"), new() { Compression = compressed });
        a.VerifyBackup(lab.Share("log"));
        return (a, await File.ReadAllBytesAsync(lab.Share("log")));
    }
}

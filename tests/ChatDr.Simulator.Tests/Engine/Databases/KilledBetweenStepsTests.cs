using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Tests.Engine.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Engine.Databases;

public class KilledBetweenStepsTests
{
    [Fact]
    public async Task Instance_KilledAtAnyStepOfItsFiles_StartsAgainWithAllThatWasAcknowledged()
    {
        for (var step = 1; ; step++)
        {
            var folder = Directory.CreateTempSubdirectory("killed-");
            try
            {
                CrashingFileSystem? files = null;
                var acknowledged = new Dictionary<string, string[]>();
                var instance = await StartAsync(
                    folder, new() { WrapFiles = inner => files = new CrashingFileSystem(inner, step), ServerName = "A", DataDirectory = "", SaPassword = "" });
                await RunAsync(instance, folder, acknowledged);
                instance.Crash();

                await using var restarted = await StartAsync(folder, new() { ServerName = "A", DataDirectory = "", SaPassword = "" });
                restarted.Databases.ShouldAllBe(database => database.Damage == null, $"killed at step {step}");
                foreach (var (name, bodies) in acknowledged)
                {
                    var database = restarted.FindDatabase(name).ShouldNotBeNull($"{name}, killed at step {step}");
                    if (database.Status == DatabaseStatus.Online)
                    {
                        bodies.Except(EngineFixture.Bodies(database)).ShouldBeEmpty($"{name}, killed at step {step}");
                    }
                }

                if (!files!.IsKilled)
                {
                    step.ShouldBeGreaterThan(60);
                    return;
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    /// <summary>Makes, fills, checkpoints, backs up, drops and restores over; keeps what was acknowledged until the kill.</summary>
    private static async Task RunAsync(Instance instance, DirectoryInfo folder, Dictionary<string, string[]> acknowledged)
    {
        try
        {
            await EngineFixture.CreateDatabaseAsync(instance, "d");
            var database = instance.GetDatabase("d");
            for (var i = 0; i < 3; i++)
            {
                await EngineFixture.InsertAsync(database, $"m{i}");
                acknowledged["d"] = [.. acknowledged.GetValueOrDefault("d", []), $"m{i}"];
                database.Checkpoint();
            }

            var full = Path.Combine(folder.FullName, "d.bak");
            instance.BackupDatabase("d", full, new());
            instance.BackupLog("d", Path.Combine(folder.FullName, "d.trn"), new());
            database.Checkpoint();
            instance.CreateDatabase("gone");
            instance.DropDatabase("gone");
            instance.RestoreDatabase("d", full, new() { Replace = true });
            await EngineFixture.InsertAsync(instance.GetDatabase("d"), "restored");
            acknowledged["d"] = ["m0", "m1", "m2", "restored"];
        }
        catch (Exception e) when (e is SqlErrorException or IOException)
        {
            return;
        }
    }

    private static async Task<Instance> StartAsync(DirectoryInfo folder, InstanceOptions options) => await Instance.StartAsync(
        options with { DataDirectory = folder.FullName, SaPassword = "S3cret-Word" }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
}

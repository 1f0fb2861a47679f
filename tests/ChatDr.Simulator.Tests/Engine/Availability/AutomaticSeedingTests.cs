using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Tests.Engine.Availability;

public class AutomaticSeedingTests
{
    [Fact]
    public async Task Image_LargerThanAPiece_ComesWholeAndTheViewTells()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        var (a, b) = (lab["a"], lab["b"]);
        await EngineFixture.CreateDatabaseAsync(a, "large");
        await FillAsync(a.GetDatabase("large"), 24_000);
        a.BackupDatabase("large", lab.Share("large.bak"), new());

        await a.DoAsync("ALTER AVAILABILITY GROUP ag ADD DATABASE large");

        await Eventually.IsTrueAsync(
            "it is there", () => a.Group().Configuration.Databases.Any(database => database.Name == "large" && database.Synchronized.Contains("b")));
        EngineFixture.Bodies(b.GetDatabase("large")).ShouldBe(EngineFixture.Bodies(a.GetDatabase("large")));
        var seeding = (await a.QueryAsync("SELECT current_state, is_source, performed_seeding, failure_state, number_of_attempts, start_time, completion_time FROM sys.dm_hadr_automatic_seeding"))[^1];
        (seeding["current_state"], seeding["is_source"], seeding["performed_seeding"], seeding["failure_state"], seeding["number_of_attempts"])
            .ShouldBe(("COMPLETED", true, true, 0, 1));
        var operation = a.Group().Links.Single().Seedings[^1];
        operation.Total.ShouldBeGreaterThan(2 << 20);
        operation.Transferred.ShouldBe(operation.Total);
        (await a.QueryAsync("SELECT local_database_name FROM sys.dm_hadr_physical_seeding_stats")).ShouldBeEmpty();
        Directory.GetFiles(b.Options.DataDirectory, "seed*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Seeding_WithoutPermissionOrOverAnotherDatabase_IsNotDone()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        var (a, b) = (lab["a"], lab["b"]);
        await b.DoAsync("ALTER AVAILABILITY GROUP ag DENY CREATE ANY DATABASE");
        b.CreateDatabase("two");
        foreach (var name in new[] { "one", "two" })
        {
            a.CreateDatabase(name);
            a.BackupDatabase(name, lab.Share($"{name}.bak"), new());
            await a.DoAsync($"ALTER AVAILABILITY GROUP ag ADD DATABASE {name}");
        }

        var link = a.Group().Links.Single();
        await Eventually.IsTrueAsync("both are refused", () => link.StateOf("one").Problem.Length > 0 && link.StateOf("two").Problem.Length > 0);
        b.FindDatabase("one").ShouldBeNull();
        b.GetDatabase("two").File.AvailabilityGroup.ShouldBeNull();
        await b.DoAsync("ALTER AVAILABILITY GROUP ag GRANT CREATE ANY DATABASE");
        await Eventually.IsTrueAsync("one is seeded", () => b.FindDatabase("one") is not null);
        link.StateOf("two").Problem.ShouldContain("not in the group");
    }

    private static async Task FillAsync(Database database, int rows)
    {
        var transaction = database.Begin();
        var table = database.FindTable("dbo", "t")!;
        for (var i = 0; i < rows; i++)
        {
            await database.InsertAsync(transaction, table, [null, $"{i}-{new string('x', 90)}"], CancellationToken.None);
        }

        await database.CommitAsync(transaction, CancellationToken.None);
    }
}

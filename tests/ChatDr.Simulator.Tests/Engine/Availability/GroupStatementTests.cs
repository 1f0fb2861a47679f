using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>What the statements of availability groups refuse, and with which number.</summary>
public class GroupStatementTests
{
    private const string A = "N'a' WITH (ENDPOINT_URL = N'tcp://a:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL)";
    private const string B = "N'b' WITH (ENDPOINT_URL = N'tcp://b:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL)";
    private const string W = "N'w' WITH (ENDPOINT_URL = N'tcp://w:5022', AVAILABILITY_MODE = CONFIGURATION_ONLY)";
    private const string Long = "n23456789012345678901234567890123456789012345678901234567890123456";

    [Theory]
    [Trait("Fact", "35237")]
    [Trait("Fact", "E.6")]
    [InlineData("CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + B, 35237)]
    [InlineData("CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = NONE) FOR REPLICA ON " + A, 47101)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON N'a' WITH (ENDPOINT_URL = N'tcp://a:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL)",
        47102)]
    [InlineData("CREATE AVAILABILITY GROUP g FOR REPLICA ON " + A, 40510)]
    [InlineData("CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = WSFC) FOR REPLICA ON " + A, 40510)]
    [InlineData("CREATE AVAILABILITY GROUP " + Long + " WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + A, 19544)]
    [InlineData("CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + A + ", " + A, 35235)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL, REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = 2) FOR REPLICA ON " + A + ", " + B, 35248)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON N'a' WITH (ENDPOINT_URL = N'tcp://a:5022', AVAILABILITY_MODE = CONFIGURATION_ONLY)",
        47121)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + A + ", " + W
            + ", N'v' WITH (ENDPOINT_URL = N'tcp://v:1', AVAILABILITY_MODE = CONFIGURATION_ONLY)",
        47107)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + A
            + ", N'w' WITH (ENDPOINT_URL = N'tcp://w:1', AVAILABILITY_MODE = CONFIGURATION_ONLY, SEEDING_MODE = AUTOMATIC)",
        47110)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = NONE) FOR REPLICA ON N'a' WITH (ENDPOINT_URL = N'tcp://a:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL), "
            + W,
        47114)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON N'a' WITH (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL)",
        35236)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON N'a' WITH (ENDPOINT_URL = N'http://a', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL)",
        35232)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON N'a' WITH (ENDPOINT_URL = N'tcp://a:5022', FAILOVER_MODE = EXTERNAL)",
        41198)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON N'a' WITH (ENDPOINT_URL = N'tcp://a:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT)",
        41197)]
    [InlineData(
        "CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON N'a' WITH (ENDPOINT_URL = N'tcp://a:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL, SESSION_TIMEOUT = 4)",
        35214)]
    [InlineData("CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR DATABASE master REPLICA ON " + A, 35249)]
    public async Task Create_WhatMayNotBe_IsRefused(string statement, int number)
    {
        await using var lab = new EngineFixture();
        (await (await lab.StartAsync("a")).ErrorOfAsync(statement)).ShouldBe(number);
    }

    [Fact]
    [Trait("Fact", "35238")]
    [Trait("Fact", "35240")]
    [Trait("Fact", "35252")]
    [Trait("Fact", "41106")]
    [Trait("Fact", "41140")]
    [Trait("Fact", "41145")]
    [Trait("Fact", "41190")]
    public async Task Alter_WhatMayNotBe_IsRefused()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var (a, b, w) = (lab["a"], lab["b"], lab["w"]);

        (await a.ErrorOfAsync("CREATE AVAILABILITY GROUP ag WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + A)).ShouldBe(41106);
        (await b.ErrorOfAsync("ALTER AVAILABILITY GROUP ag JOIN WITH (CLUSTER_TYPE = EXTERNAL)")).ShouldBe(41106);
        (await a.ErrorOfAsync("ALTER AVAILABILITY GROUP ag ADD DATABASE nowhere")).ShouldBe(35238);
        (await a.ErrorOfAsync("ALTER AVAILABILITY GROUP ag ADD DATABASE d")).ShouldBe(35280);
        (await a.ErrorOfAsync("ALTER AVAILABILITY GROUP ag REMOVE DATABASE nowhere")).ShouldBe(35281);
        (await b.ErrorOfAsync("ALTER AVAILABILITY GROUP ag ADD DATABASE d")).ShouldBe(41140);
        (await b.ErrorOfAsync("ALTER AVAILABILITY GROUP ag REMOVE REPLICA ON N'w'")).ShouldBe(41190);
        (await a.ErrorOfAsync("ALTER AVAILABILITY GROUP ag ADD REPLICA ON " + B)).ShouldBe(35282);
        (await a.ErrorOfAsync("ALTER AVAILABILITY GROUP ag REMOVE REPLICA ON N'nobody'")).ShouldBe(35283);
        (await a.ErrorOfAsync("ALTER AVAILABILITY GROUP ag REMOVE REPLICA ON N'a'")).ShouldBe(35284);
        (await a.ErrorOfAsync("ALTER AVAILABILITY GROUP ag MODIFY REPLICA ON N'w' WITH (AVAILABILITY_MODE = SYNCHRONOUS_COMMIT)")).ShouldBe(47112);
        (await a.ErrorOfAsync("ALTER AVAILABILITY GROUP ag MODIFY REPLICA ON N'b' WITH (AVAILABILITY_MODE = CONFIGURATION_ONLY)")).ShouldBe(47113);
        (await w.ErrorOfAsync("ALTER AVAILABILITY GROUP ag GRANT CREATE ANY DATABASE")).ShouldBe(47111);
        (await w.ErrorOfAsync("EXEC sp_set_session_context @key = N'external_cluster', @value = N'yes'; ALTER AVAILABILITY GROUP ag FAILOVER")).ShouldBe(47109);
        (await b.ErrorOfAsync("ALTER AVAILABILITY GROUP ag FORCE_FAILOVER_ALLOW_DATA_LOSS")).ShouldBe(47104);
        (await a.ErrorOfAsync("ALTER DATABASE d SET HADR AVAILABILITY GROUP = ag")).ShouldBe(35240);
        (await a.ErrorOfAsync("ALTER DATABASE d SET HADR OFF")).ShouldBe(35240);
        (await b.RunAsync("ALTER DATABASE d SET HADR AVAILABILITY GROUP = ag")).ShouldSatisfyAllConditions(
            joined => joined.Errors.ShouldBeEmpty(), joined => joined.Infos.Select(info => info.Number).ShouldBe([41145]));
        w.CreateDatabase("d");
        // Otherwise a would make it a secondary again.
        lab.Cut("a", "w");
        w.AvailabilityGroups.TakeOffline("ag");
        (await w.ErrorOfAsync("ALTER DATABASE d SET HADR AVAILABILITY GROUP = ag")).ShouldBe(35252);
    }

    [Fact]
    [Trait("Fact", "D.13")]
    [Trait("Fact", "D.10")]
    public async Task Rejoin_RemovedDroppedAndAddedAgain_IsSeededAnew()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "one");
        lab["a"].Crash();
        await lab["b"]
            .DoAsync("EXEC sp_set_session_context @key = N'external_cluster', @value = N'yes'; ALTER AVAILABILITY GROUP ag FORCE_FAILOVER_ALLOW_DATA_LOSS");
        await lab["b"].DoAsync("ALTER AVAILABILITY GROUP ag REMOVE REPLICA ON N'a'");
        var a = await lab.StartAsync("a");
        await a.DoAsync("ALTER AVAILABILITY GROUP ag OFFLINE; DROP AVAILABILITY GROUP ag");
        a.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Restoring);
        lab["b"].AvailabilityGroups.Find("ag").ShouldNotBeNull();
        await a.DoAsync("DROP DATABASE d");

        await lab["b"]
            .DoAsync($"ALTER AVAILABILITY GROUP ag ADD REPLICA ON {A.Replace("EXTERNAL)", "EXTERNAL, SEEDING_MODE = AUTOMATIC)", StringComparison.Ordinal)}");
        await a.DoAsync("ALTER AVAILABILITY GROUP ag JOIN WITH (CLUSTER_TYPE = EXTERNAL); ALTER AVAILABILITY GROUP ag GRANT CREATE ANY DATABASE");

        await EngineFixture.SynchronizedAsync(lab["b"], "a");
        EngineFixture.Bodies(a.GetDatabase("d")).ShouldBe(["one"]);
    }

    [Fact]
    public async Task Join_AnotherClusterType_Refuses47100AndNobodyThere47106()
    {
        await using var lab = new EngineFixture();
        await lab.StartPeersAsync("a", "b");
        await lab["a"].DoAsync("CREATE AVAILABILITY GROUP ag WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + A + ", " + B);

        (await lab["b"].ErrorOfAsync("ALTER AVAILABILITY GROUP ag JOIN WITH (CLUSTER_TYPE = NONE)")).ShouldBe(47100);
        (await lab["b"].ErrorOfAsync("ALTER AVAILABILITY GROUP other JOIN WITH (CLUSTER_TYPE = EXTERNAL)")).ShouldBe(47106);
        await lab["b"].DoAsync("ALTER AVAILABILITY GROUP ag JOIN WITH (CLUSTER_TYPE = EXTERNAL)");
    }

    [Theory]
    [InlineData("Developer", nameof(ClusterType.External), false, true)]
    [InlineData("Enterprise", nameof(ClusterType.None), false, true)]
    [InlineData("Enterprise", nameof(ClusterType.External), true, true)]
    [InlineData("Standard", nameof(ClusterType.External), false, false)]
    [InlineData("Standard", nameof(ClusterType.External), true, true)]
    [InlineData("Standard", nameof(ClusterType.None), true, false)]
    [InlineData("Express", nameof(ClusterType.External), true, false)]
    [InlineData("Web", nameof(ClusterType.External), true, false)]
    public void Editions_Create_AsTheTableSays(string edition, string cluster, bool isBasic, bool expected) =>
        EditionRules.MayCreate(edition, Enum.Parse<ClusterType>(cluster), isBasic).ShouldBe(expected);

    [Theory]
    [InlineData("Express", false, nameof(AvailabilityMode.ConfigurationOnly), true)]
    [InlineData("Express", true, nameof(AvailabilityMode.Synchronous), false)]
    [InlineData("Standard", true, nameof(AvailabilityMode.Synchronous), true)]
    [InlineData("Standard", false, nameof(AvailabilityMode.Synchronous), false)]
    [InlineData("Standard", false, nameof(AvailabilityMode.ConfigurationOnly), true)]
    [InlineData("Web", false, nameof(AvailabilityMode.ConfigurationOnly), false)]
    [InlineData("Developer", false, nameof(AvailabilityMode.Asynchronous), true)]
    public void Editions_Join_AsTheTableSays(string edition, bool isBasic, string mode, bool expected) =>
        EditionRules.MayJoin(edition, ClusterType.External, isBasic, Enum.Parse<AvailabilityMode>(mode)).ShouldBe(expected);

    [Fact]
    public async Task Express_IsAWitnessAndItsEndpointSaysSo()
    {
        const string endpoint = "ENDPOINT e STATE = STARTED AS TCP (LISTENER_PORT = 0) FOR DATABASE_MIRRORING (ROLE = {0}, AUTHENTICATION = CERTIFICATE own)";
        await using var lab = new EngineFixture { Configure = options => options with { Edition = "Express" } };
        var a = await lab.StartAsync("a");
        a.CreateMasterKey();
        a.CreateCertificate("own", "a");

        foreach (var role in new[] { "ALL", "PARTNER" })
        {
            (await a.ErrorOfAsync("CREATE " + endpoint.Replace("{0}", role, StringComparison.Ordinal))).ShouldBe(7878);
        }

        await a.DoAsync("CREATE " + endpoint.Replace("{0}", "WITNESS", StringComparison.Ordinal));
        (await a.ErrorOfAsync("ALTER ENDPOINT e FOR DATABASE_MIRRORING (ROLE = ALL)")).ShouldBe(7878);
        (await a.ErrorOfAsync("CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + A)).ShouldBe(41199);
    }

    [Fact]
    public async Task Standard_BasicGroup_HasTwoReplicasAndOneDatabase()
    {
        await using var lab = new EngineFixture { Configure = options => options with { Edition = "Standard" } };
        await lab.StartPeersAsync("a", "b");
        (await lab["a"].ErrorOfAsync("CREATE AVAILABILITY GROUP ag WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + A)).ShouldBe(41199);
        (await lab["a"].ErrorOfAsync("CREATE AVAILABILITY GROUP ag WITH (BASIC, CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + A + ", " + B
            + ", N'c' WITH (ENDPOINT_URL = N'tcp://c:1', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL)")).ShouldBe(35233);
        foreach (var name in new[] { "one", "two" })
        {
            lab["a"].CreateDatabase(name);
            lab["a"].BackupDatabase(name, lab.Share($"{name}.bak"), new());
        }

        await lab["a"].DoAsync("CREATE AVAILABILITY GROUP ag WITH (BASIC, CLUSTER_TYPE = EXTERNAL) FOR DATABASE one REPLICA ON " + A + ", " + B);

        (await lab["a"].ErrorOfAsync("ALTER AVAILABILITY GROUP ag ADD DATABASE two")).ShouldBe(41199);
        (await lab["a"].ErrorOfAsync("ALTER AVAILABILITY GROUP ag ADD REPLICA ON N'c' WITH (ENDPOINT_URL = N'tcp://c:1', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL)")).ShouldBe(35223);
        (await lab["a"].QueryAsync("SELECT basic_features FROM sys.availability_groups")).Single()["basic_features"].ShouldBe(true);
    }

    [Fact]
    public async Task NotEnabled_Create_Refuses47105()
    {
        await using var lab = new EngineFixture { Configure = options => options with { HadrEnabled = false } };
        (await (await lab.StartAsync("a")).ErrorOfAsync("CREATE AVAILABILITY GROUP g WITH (CLUSTER_TYPE = EXTERNAL) FOR REPLICA ON " + A)).ShouldBe(47105);
    }
}

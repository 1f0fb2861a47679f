using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.Tests.Engine;

public class KillTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Pair_PrimaryKilledUnderLoad_LosesNoAcknowledgedInsert(int seed)
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var random = new Random(seed);
        var acknowledged = new List<string>();
        var (primary, other) = ("a", "b");
        for (var round = 0; round < 3; round++)
        {
            var database = lab[primary].GetDatabase("d");
            var load = LoadAsync(database, $"{round}", acknowledged);
            var target = acknowledged.Count + random.Next(1, 60);
            await Eventually.IsTrueAsync($"{target} inserts are acknowledged", () => Count(acknowledged) >= target);
            lab[primary].Crash();
            await load;
            await lab[other].AvailabilityGroups.FailOverAsync("ag", false, true, default);
            EngineFixture.Bodies(lab[other].GetDatabase("d")).Intersect(acknowledged).Count().ShouldBe(acknowledged.Count);
            await lab.StartAsync(primary);
            await FollowAsync(lab[primary]);
            await EngineFixture.SynchronizedAsync(lab[other], primary);
            (primary, other) = (other, primary);
        }

        await EngineFixture.InsertAsync(lab[primary].GetDatabase("d"), "last").WaitAsync(TimeSpan.FromSeconds(20));
        await Eventually.IsTrueAsync("both copies are equal",
            () => EngineFixture.Bodies(lab[primary].GetDatabase("d")).SequenceEqual(EngineFixture.Bodies(lab[other].GetDatabase("d"))));
    }

    private static int Count(List<string> acknowledged)
    {
        lock (acknowledged)
        {
            return acknowledged.Count;
        }
    }

    /// <summary>SET (ROLE = SECONDARY) as an operator does it: 41104 means again.</summary>
    private static async Task FollowAsync(Instance instance)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await instance.AvailabilityGroups.SetRoleSecondaryAsync("ag", default);
                return;
            }
            catch (SqlErrorException e) when (e.Number == 41104 && attempt < 5)
            {
                continue;
            }
        }
    }

    private static async Task LoadAsync(ChatDr.Simulator.Engine.Databases.Database database, string prefix, List<string> acknowledged)
    {
        await Task.Yield();
        try
        {
            for (var i = 0; ; i++)
            {
                var body = $"{prefix}-{i}";
                await EngineFixture.InsertAsync(database, body);
                lock (acknowledged)
                {
                    acknowledged.Add(body);
                }
            }
        }
        catch (Exception e) when (e is SqlErrorException or ObjectDisposedException)
        {
            return;
        }
    }
}
